// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/model_page.h"

#include "ui/figures.h"
#include "ui/wizard/drop_decision.h"

#include "kernel/type_check.h"

#include <QFileDialog>
#include <QGridLayout>
#include <chrono>

namespace autokernel::ui {
namespace {

using namespace std::chrono_literals;
constexpr auto kTypingPause = 300ms;

struct Example
{
    const char* name;
    const char* description;
};
constexpr std::array kExamples {
    Example {"gpt2", QT_TRANSLATE_NOOP("QObject", "GPT-2, 124 million parameters")},
    Example {"llama-160m", QT_TRANSLATE_NOOP("QObject", "Llama, 160 million parameters")},
    Example {
        "llama-7b", QT_TRANSLATE_NOOP("QObject", "Llama, 7 billion parameters: 27 GB in fp32")},
    Example {"bert-base", QT_TRANSLATE_NOOP("QObject", "BERT, 110 million parameters")},
};

QLabel* hint()
{
    auto* label = makeLabel({}, Type::Small, true);
    label->setWordWrap(true);
    return label;
}

QString describe(const protocol::ModelInfo& model)
{
    QStringList inputs;
    for (const auto& input : model.inputs)
        inputs << text(input);
    return QObject::tr("%1: %2 parameters, %3 of weights in %4; one call takes %5. Read by way of "
                       "%6.")
        .arg(text(model.name), grouped(model.parameters),
            byteCount(static_cast<double>(model.bytes)), text(model.dtype),
            inputs.isEmpty() ? QObject::tr("no tensors") : inputs.join(", "), text(model.route));
}

} // namespace

ModelPage::ModelPage(ModelProbe& probe, QWidget* parent)
    : WizardPage(parent)
    , m_probe(probe)
    , m_useExample(new QRadioButton(tr("An &example")))
    , m_example(new QComboBox)
    , m_useFile(new QRadioButton(tr("A &file of yours")))
    , m_file(new QLineEdit)
    , m_browse(new QPushButton(tr("&Browse…")))
    , m_class(new QComboBox)
    , m_classHint(hint())
    , m_useKernel(new QRadioButton(tr("A single &kernel")))
    , m_kernel(new QComboBox)
    , m_addFolder(new QPushButton(tr("Add a f&older…")))
    , m_fileHint(hint())
    , m_reading(makeLabel({}))
    , m_read(new QPushButton(tr("&Read the model")))
    , m_cancel(new QPushButton(tr("Stop reading")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    buildChoices(*layout);
    buildReading(*layout);
    layout->addStretch(1);
    connectAll();
    lookAtKernels();
}

void ModelPage::buildChoices(QBoxLayout& layout)
{
    for (const auto& example : kExamples)
        m_example->addItem(
            QString("%1 – %2").arg(example.name, QObject::tr(example.description)), example.name);
    m_example->setAccessibleName(tr("Example"));
    m_file->setPlaceholderText(tr("TorchScript (.pt) or Python (.py), or drop it here"));
    m_file->setAccessibleName(tr("Model file"));
    m_class->setEditable(true);
    m_class->lineEdit()->setPlaceholderText(tr("the torch.nn.Module class in the Python file"));
    m_class->setAccessibleName(tr("Class"));
    m_kernel->setAccessibleName(tr("Kernel type"));
    auto* card = new Card(tr("What shall run faster?"));
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->addWidget(m_useExample, 0, 0);
    grid->addWidget(m_example, 0, 1, 1, 2);
    grid->addWidget(m_useFile, 1, 0);
    grid->addWidget(m_file, 1, 1);
    grid->addWidget(m_browse, 1, 2);
    grid->addWidget(m_class, 2, 1, 1, 2);
    grid->addWidget(m_classHint, 3, 1, 1, 2);
    grid->addWidget(m_fileHint, 4, 1, 1, 2);
    grid->addWidget(m_useKernel, 5, 0);
    grid->addWidget(m_kernel, 5, 1);
    grid->addWidget(m_addFolder, 5, 2);
    grid->setColumnStretch(1, 1);
    card->body().addLayout(grid);
    layout.addWidget(card);
}

void ModelPage::buildReading(QBoxLayout& layout)
{
    auto* card = new Card;
    card->setTitle(tr("What the model says"), tr("optional; the run reads it anyway"));
    card->controls().addWidget(m_cancel);
    card->controls().addWidget(m_read);
    m_reading->setWordWrap(true);
    m_reading->setObjectName("reading");
    card->body().addWidget(m_reading);
    layout.addWidget(card);
    showUnread();
}

void ModelPage::connectAll()
{
    const auto edited = [this] {
        enableRows();
        tellEdited();
    };
    for (auto* choice : {m_useExample, m_useFile, m_useKernel})
        connect(choice, &QRadioButton::toggled, this, edited);
    for (auto* choice : {m_example, m_kernel})
        connect(choice, &QComboBox::currentIndexChanged, this, edited);
    connect(m_kernel, &QComboBox::activated, this,
        [this] { m_wantedKernel = m_kernel->currentData().toString(); });
    connect(m_class, &QComboBox::currentTextChanged, this, edited);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPause);
    connect(&m_typing, &QTimer::timeout, this, &ModelPage::lookAtFile);
    connect(m_file, &QLineEdit::textChanged, this, [this, edited] {
        edited();
        m_fileLook.cancel();
        m_typing.start();
    });
    connect(m_browse, &QPushButton::clicked, this, &ModelPage::browseFile);
    connect(m_addFolder, &QPushButton::clicked, this, &ModelPage::addKernelFolder);
    connect(m_read, &QPushButton::clicked, this, [this] {
        showReading(tr("Starting the worker…"), true);
        emit readWanted();
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_probe.cancel();
        showReading(tr("Reading was stopped."), false);
    });
    connect(&m_probe, &ModelProbe::doing, this,
        [this](const QString& what) { showReading(what + "…", true); });
    connect(&m_probe, &ModelProbe::ready, this,
        [this](const protocol::ModelInfo& model) { showReading(describe(model), false); });
    connect(&m_probe, &ModelProbe::failed, this, &ModelPage::showProblem);
}

void ModelPage::showDraft(const RunDraft& draft)
{
    m_isShowing = true;
    m_useExample->setChecked(draft.subject == RunDraft::Subject::Example);
    m_useFile->setChecked(draft.subject == RunDraft::Subject::File);
    m_useKernel->setChecked(draft.subject == RunDraft::Subject::Kernel);
    if (const int known = m_example->findData(draft.example); known >= 0) {
        m_example->setCurrentIndex(known);
    } else { // of a run.toml: the worker knows more than the wizard offers
        m_example->addItem(draft.example, draft.example);
        m_example->setCurrentIndex(m_example->count() - 1);
    }
    m_class->setCurrentText(draft.className);
    if (m_file->text() != draft.file)
        m_file->setText(draft.file);
    m_wantedKernel = draft.kernel;
    if (m_kernelRoots != draft.kernelRoots) {
        m_kernelRoots = draft.kernelRoots;
        lookAtKernels();
    } else if (const int known = m_kernel->findData(draft.kernel); known >= 0) {
        m_kernel->setCurrentIndex(known);
    }
    enableRows();
    m_isShowing = false;
}

void ModelPage::focusChoice()
{
    for (auto* choice : {m_useExample, m_useFile, m_useKernel})
        if (choice->isChecked())
            choice->setFocus();
}

void ModelPage::write(RunDraft& draft) const
{
    draft.subject = m_useFile->isChecked() ? RunDraft::Subject::File
        : m_useKernel->isChecked()         ? RunDraft::Subject::Kernel
                                           : RunDraft::Subject::Example;
    draft.example = m_example->currentData().toString();
    draft.file = m_file->text().trimmed();
    draft.className = m_class->currentText().trimmed();
    draft.kernelRoots = m_kernelRoots;
    const auto kernel
        = m_kernel->currentIndex() >= 0 ? m_kernel->currentData().toString() : m_wantedKernel;
    if (kernel == draft.kernel)
        return;
    draft.kernel = kernel;
    draft.variant = RunDraft().variant; // another type has other variants and symbols
    draft.shape.clear();
}

void ModelPage::enableRows()
{
    const bool isFile = m_useFile->isChecked();
    const bool isKernel = m_useKernel->isChecked();
    m_example->setEnabled(m_useExample->isChecked());
    for (QWidget* widget : std::initializer_list<QWidget*> {m_file, m_browse})
        widget->setEnabled(isFile);
    const bool isPython = isFile && m_file->text().trimmed().endsWith(".py");
    m_class->setVisible(isPython);
    m_classHint->setVisible(isPython && !m_classHint->text().isEmpty());
    m_fileHint->setVisible(isFile && !m_fileHint->text().isEmpty());
    for (QWidget* widget : std::initializer_list<QWidget*> {m_kernel, m_addFolder})
        widget->setEnabled(isKernel);
    m_read->setEnabled(!isKernel && !m_probe.isBusy());
}

void ModelPage::browseFile()
{
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Model"), {}, tr("Models (*.pt *.py);;All files (*)"));
    if (!path.isEmpty())
        m_file->setText(path);
}

void ModelPage::addKernelFolder()
{
    const QString path
        = QFileDialog::getExistingDirectory(this, tr("Folder that holds kernel types"));
    if (path.isEmpty() || m_kernelRoots.contains(path))
        return;
    m_kernelRoots << path;
    lookAtKernels();
    tellEdited();
}

void ModelPage::lookAtFile()
{
    const auto path = m_file->text().trimmed();
    if (path.isEmpty())
        return take({});
    m_fileLook.start([file = path.toStdString()](
                         std::stop_token, const Background::Say&) { return ui::lookAtFile(file); },
        [this](const FileFacts& facts) { take(facts); });
}

void ModelPage::take(const FileFacts& facts)
{
    const auto decision = decideDrop(facts);
    const bool isModel = decision.act == DropDecision::Act::UseModel;
    m_fileProblem = facts.path.empty() || isModel ? QString()
        : decision.act == DropDecision::Act::Refuse
        ? decision.sentence
        : tr("%1 is no model. Drop it on the window to open it.")
              .arg(text(facts.path.filename().string()));
    m_fileHint->setText(m_fileProblem);
    setFlag(*m_fileHint, "problem", !m_fileProblem.isEmpty());
    const auto chosen = m_class->currentText();
    m_isShowing = true;
    m_class->clear();
    for (const auto& name : facts.classes)
        m_class->addItem(text(name));
    m_isShowing = false;
    const auto shown = m_class->currentText();
    // The last class of a file is usually the whole model, those before it its parts.
    m_class->setCurrentText(
        chosen.isEmpty() && !facts.classes.empty() ? text(facts.classes.back()) : chosen);
    m_classHint->setText(facts.kind != FileKind::Python ? QString()
            : facts.hasExampleInputs
            ? tr("The file defines example_inputs(): the run uses them unless you give shapes.")
            : tr(
                "The file has no example_inputs(): give a shape for each input on the next page."));
    enableRows();
    if (m_class->currentText() != shown || shown != chosen)
        tellEdited();
    emit fileKnown();
}

void ModelPage::lookAtKernels()
{
    std::vector<std::filesystem::path> roots;
    for (const auto& root : m_kernelRoots)
        roots.emplace_back(root.toStdString());
    m_kernelLook.start([roots](std::stop_token,
                           const Background::Say&) { return kernel::loadCheckedTypes(roots); },
        [this](const Result<std::vector<kernel::KernelType>>& types) { takeTypes(types); });
}

void ModelPage::takeTypes(const Result<std::vector<kernel::KernelType>>& types)
{
    m_kernel->setToolTip(types ? QString() : text(types.error().message));
    const auto wanted
        = m_wantedKernel.isEmpty() ? m_kernel->currentData().toString() : m_wantedKernel;
    m_isShowing = true;
    m_types = types ? *types : std::vector<kernel::KernelType>();
    m_kernel->clear();
    for (const auto& type : m_types)
        m_kernel->addItem(text(type.title.empty() ? type.name : type.title), text(type.name));
    if (!types)
        m_kernel->addItem(text(types.error().message), QString());
    m_kernel->setCurrentIndex(std::max(0, m_kernel->findData(wanted)));
    m_isShowing = false;
    emit typesKnown();
    tellEdited();
}

void ModelPage::showProblem(const QString& sentence)
{
    showReading(sentence, false, true);
}

void ModelPage::showUnread()
{
    showReading(
        tr("Not read yet. Reading takes some seconds and runs the code of a Python file."), false);
}

void ModelPage::showReading(const QString& sentence, bool isBusy, bool isProblem)
{
    m_reading->setText(sentence);
    setFlag(*m_reading, "problem", isProblem);
    m_cancel->setVisible(isBusy);
    m_read->setEnabled(!isBusy && !m_useKernel->isChecked());
}

} // namespace autokernel::ui
