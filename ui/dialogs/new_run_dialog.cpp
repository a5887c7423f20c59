// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/new_run_dialog.h"

#include "ui/shell/card.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>

namespace autokernel::ui {

NewRunDialog::NewRunDialog(QWidget* parent)
    : QDialog(parent)
    , m_useExample(new QRadioButton(tr("An &example")))
    , m_example(new QComboBox)
    , m_useFile(new QRadioButton(tr("A &file: TorchScript (.pt) or Python (.py)")))
    , m_file(new QLineEdit)
    , m_class(new QLineEdit)
    , m_input(new QLineEdit)
    , m_budget(new QLineEdit("15m"))
    , m_accept(new QLineEdit)
    , m_dtype(new QComboBox)
    , m_problem(makeLabel({}, Type::Small))
    , m_start(nullptr)
{
    setWindowTitle(tr("New run"));
    setMinimumWidth(560);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(makeLabel(tr("What shall run faster?"), Type::Title));
    auto* form = new QFormLayout;
    form->setSpacing(8);
    m_useExample->setChecked(true);
    m_example->addItems({"gpt2", "llama-160m", "bert-base"});
    form->addRow(m_useExample, m_example);
    auto* file = new QHBoxLayout;
    auto* browse = new QPushButton(tr("&Browse…"));
    file->addWidget(m_file, 1);
    file->addWidget(browse);
    form->addRow(m_useFile, file);
    m_class->setPlaceholderText(tr("only for Python files, whose code is run"));
    form->addRow(tr("&Class"), m_class);
    m_input->setPlaceholderText(tr("1,512 or int:1,128; empty: what the model or file says"));
    form->addRow(tr("&Input shape"), m_input);
    m_dtype->addItems({"fp32", "bf16", "fp16"});
    form->addRow(tr("&Dtype"), m_dtype);
    m_budget->setToolTip(tr("8h, 90m, or until 07:00"));
    form->addRow(tr("&Time: 8h, 15m or 07:00"), m_budget);
    m_accept->setPlaceholderText(tr("a command that tests the optimised model; optional"));
    form->addRow(tr("Your own &test"), m_accept);
    layout->addLayout(form);
    layout->addWidget(makeLabel(tr("The run begins with the free rungs of this model, then "
                                   "profiles, searches and verifies. "
                                   "It can be paused, stopped and continued at any time."),
        Type::Small, true));
    qobject_cast<QLabel*>(layout->itemAt(layout->count() - 1)->widget())->setWordWrap(true);
    m_problem->setWordWrap(true);
    layout->addWidget(m_problem);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("&Start"), QDialogButtonBox::AcceptRole);
    m_start->setProperty("primary", true);
    layout->addWidget(buttons);

    connect(browse, &QPushButton::clicked, this, &NewRunDialog::browse);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        auto config = read();
        if (!config)
            return check();
        m_config = std::move(*config);
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (auto* field : {m_file, m_class, m_input, m_budget})
        connect(field, &QLineEdit::textChanged, this, &NewRunDialog::check);
    for (auto* choice : {m_useExample, m_useFile})
        connect(choice, &QRadioButton::toggled, this, &NewRunDialog::check);
    check();
}

void NewRunDialog::chooseModel(const QString& path)
{
    m_useFile->setChecked(true);
    m_file->setText(path);
}

void NewRunDialog::browse()
{
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Model"), {}, tr("Models (*.pt *.py);;All files (*)"));
    if (!path.isEmpty())
        chooseModel(path);
}

// The first thing that is wrong, in a sentence; nothing while all is well.
void NewRunDialog::check()
{
    const bool isFile = m_useFile->isChecked();
    m_example->setEnabled(!isFile);
    for (QWidget* widget : std::initializer_list<QWidget*> {m_file, m_class})
        widget->setEnabled(isFile);
    const auto config = read();
    m_problem->setText(config ? QString() : QString::fromStdString(config.error().message));
    m_start->setEnabled(config.has_value());
}

Result<engine::RunConfig> NewRunDialog::read() const
{
    engine::RunConfig config;
    config.model = protocol::LoadModel {};
    config.model->dtype = m_dtype->currentText().toStdString();
    if (m_useExample->isChecked()) {
        config.model->example = m_example->currentText().toStdString();
    } else {
        const QFileInfo file(m_file->text());
        if (m_file->text().isEmpty())
            return fail(ErrorCode::InvalidInput, "Choose a model file.");
        if (!file.isFile())
            return fail(ErrorCode::NotFound, "There is no file {}.", m_file->text().toStdString());
        if (file.suffix() != "pt" && file.suffix() != "py")
            return fail(ErrorCode::InvalidInput,
                "{} is neither TorchScript (.pt) nor Python (.py).", file.fileName().toStdString());
        if (file.suffix() == "py" && m_class->text().isEmpty())
            return fail(
                ErrorCode::InvalidInput, "Name the class of the model in this Python file.");
        config.model->path = file.absoluteFilePath().toStdString();
        if (file.suffix() == "py")
            config.model->className = m_class->text().toStdString();
    }
    if (!m_input->text().isEmpty()) {
        AK_ASSIGN(const auto input, engine::parseInput(m_input->text().toStdString()));
        config.model->inputs = {input};
    }
    const auto budget = m_budget->text().trimmed().toStdString();
    if (budget.find(':') != std::string::npos) {
        AK_TRY(engine::secondsUntil(budget, std::chrono::seconds(0)));
        config.until = budget;
    } else {
        AK_ASSIGN(config.wallClock, engine::parseDuration(budget));
    }
    config.accept = m_accept->text().toStdString();
    AK_TRY(engine::validate(config));
    return config;
}

} // namespace autokernel::ui
