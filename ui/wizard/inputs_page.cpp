// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/inputs_page.h"

#include "ui/text.h"

#include <QThread>
#include <algorithm>
#include <limits>

namespace autokernel::ui {
namespace {

constexpr int kMostThreads = 4096; // as engine::validate has it

// A run.toml may name a larger seed than the field can show; it is kept unless another is chosen.
int shownSeed(qulonglong seed)
{
    constexpr auto kMost = static_cast<qulonglong>(std::numeric_limits<int>::max());
    return static_cast<int>(std::min(seed, kMost));
}

// A row's hint stands under its field.
QWidget* withHint(QWidget* field, QLabel* hint)
{
    auto* both = new QWidget;
    auto* layout = new QVBoxLayout(both);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(field);
    hint->setWordWrap(true);
    layout->addWidget(hint);
    return both;
}

} // namespace

InputsPage::InputsPage(QWidget* parent)
    : WizardPage(parent)
    , m_form(new QFormLayout)
    , m_inputs(new QLineEdit)
    , m_inputsHint(makeLabel({}, Type::Small, true))
    , m_vocabulary(new QLineEdit)
    , m_variant(new QComboBox)
    , m_shape(new QLineEdit)
    , m_dtype(new QComboBox)
    , m_device(new QComboBox)
    , m_deviceHint(makeLabel({}, Type::Small, true))
    , m_threads(new QSpinBox)
    , m_seed(new QSpinBox)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(tr("On what inputs, and where?"));
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(10);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->addRow(tr("&Inputs"), withHint(m_inputs, m_inputsHint));
    m_form->addRow(tr("Token ids &below"), m_vocabulary);
    m_form->addRow(tr("&Variant"), m_variant);
    m_form->addRow(tr("&Shape"), m_shape);
    m_form->addRow(tr("D&type"), m_dtype);
    m_form->addRow(tr("&Device"), withHint(m_device, m_deviceHint));
    m_form->addRow(tr("Th&reads"), m_threads);
    m_form->addRow(tr("S&eed"), m_seed);
    for (auto* field : std::initializer_list<QWidget*> {m_inputs, m_device})
        qobject_cast<QLabel*>(m_form->labelForField(field->parentWidget()))->setBuddy(field);
    for (const auto& [widget, name] :
        std::initializer_list<std::pair<QWidget*, QString>> {{m_inputs, tr("Inputs")},
            {m_device, tr("Device")}, {m_vocabulary, tr("Bound of token ids")}})
        widget->setAccessibleName(name);
    m_vocabulary->setPlaceholderText(tr("rows of the largest embedding table"));
    m_dtype->addItems({"fp32", "bf16", "fp16"});
    m_device->addItem("cpu", "cpu");
    for (auto* number : {m_threads, m_seed})
        number->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_threads->setRange(0, kMostThreads);
    m_threads->setSpecialValueText(tr("all cores: %1").arg(QThread::idealThreadCount()));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setToolTip(tr("of data and search: the same seed proposes the same candidates"));
    card->body().addLayout(m_form);
    layout->addWidget(card);
    layout->addStretch(1);
    showModel(nullptr);

    for (auto* line : {m_inputs, m_vocabulary, m_shape})
        connect(line, &QLineEdit::textChanged, this, &InputsPage::tellEdited);
    for (auto* choice : {m_variant, m_dtype, m_device})
        connect(choice, &QComboBox::currentIndexChanged, this, &InputsPage::tellEdited);
    connect(m_variant, &QComboBox::currentIndexChanged, this, &InputsPage::showShapeHint);
    for (auto* number : {m_threads, m_seed})
        connect(number, &QSpinBox::valueChanged, this, &InputsPage::tellEdited);
}

void InputsPage::showDraft(const RunDraft& draft)
{
    m_isShowing = true;
    m_inputs->setText(draft.inputs);
    m_vocabulary->setText(draft.vocabulary);
    m_shape->setText(draft.shape);
    m_dtype->setCurrentText(draft.dtype);
    if (m_device->findData(draft.device) < 0)
        m_device->addItem(draft.device, draft.device);
    m_device->setCurrentIndex(m_device->findData(draft.device));
    m_threads->setValue(draft.threads);
    m_seed->setValue(shownSeed(draft.seed));
    fillVariants(draft.kernel, draft.variant);
    showOnly(draft);
    m_isShowing = false;
}

void InputsPage::showOnly(const RunDraft& draft)
{
    const bool isKernel = draft.subject == RunDraft::Subject::Kernel;
    m_form->setRowVisible(0, !isKernel);
    m_form->setRowVisible(m_vocabulary, !isKernel && draft.isTorchScript());
    m_form->setRowVisible(m_variant, isKernel);
    m_form->setRowVisible(m_shape, isKernel);
    m_deviceHint->setText(isKernel ? QString() : tr("Whole models run on the CPU."));
    m_deviceHint->setVisible(!isKernel);
}

void InputsPage::write(RunDraft& draft) const
{
    draft.inputs = m_inputs->text().trimmed();
    draft.vocabulary = m_vocabulary->text().trimmed();
    draft.shape = m_shape->text().trimmed();
    draft.dtype = m_dtype->currentText();
    draft.device = m_device->currentData().toString();
    draft.threads = m_threads->value();
    if (m_seed->value() != shownSeed(draft.seed))
        draft.seed = static_cast<qulonglong>(m_seed->value());
    if (m_variant->count() > 0)
        draft.variant = m_variant->currentText();
}

void InputsPage::showDevices(const SystemFacts& facts)
{
    if (!facts.hello)
        return;
    const auto chosen = m_device->currentData().toString();
    m_isShowing = true;
    m_device->clear();
    for (const auto& device : facts.hello->devices) {
        m_device->addItem(
            QString("%1 – %2").arg(text(device.id), text(device.name)), text(device.id));
        if (device.id == "cpu")
            m_threads->setSpecialValueText(tr("all cores: %1").arg(device.cores));
    }
    if (m_device->findData(chosen) < 0)
        m_device->addItem(chosen, chosen);
    m_device->setCurrentIndex(m_device->findData(chosen));
    m_isShowing = false;
}

void InputsPage::showModel(const protocol::ModelInfo* model)
{
    QStringList inputs;
    if (model)
        for (const auto& input : model->inputs)
            inputs << text(input);
    m_inputs->setPlaceholderText(
        inputs.isEmpty() ? tr("what the example or the file says") : inputs.join("  "));
    m_inputsHint->setText(
        tr("One shape for each argument, apart by blanks: 1,3,224,224, or int:1,128 for token ids. "
           "Empty: the model's own, as the field shows it once the model was read."));
}

void InputsPage::showTypes(const std::vector<kernel::KernelType>& types)
{
    m_types = types;
    m_isShowing = true;
    fillVariants(m_kernel, m_variant->currentText());
    m_isShowing = false;
}

void InputsPage::fillVariants(const QString& kernel, const QString& variant)
{
    m_kernel = kernel;
    m_variant->clear();
    for (const auto& type : m_types)
        if (text(type.name) == kernel)
            for (const auto& each : type.variants)
                m_variant->addItem(text(each.name));
    if (m_variant->findText(variant) < 0 && !variant.isEmpty())
        m_variant->addItem(variant);
    m_variant->setCurrentText(variant);
    showShapeHint();
}

void InputsPage::showShapeHint()
{
    m_shape->setPlaceholderText({});
    for (const auto& type : m_types)
        if (text(type.name) == m_kernel)
            if (const auto* variant = type.findVariant(m_variant->currentText().toStdString()))
                m_shape->setPlaceholderText(text(kernel::formatSymbols(variant->scoringShape)));
}

} // namespace autokernel::ui
