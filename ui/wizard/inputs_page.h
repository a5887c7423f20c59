// SPDX-License-Identifier: GPL-3.0-or-later
// On what the model or kernel is measured: inputs, dtype, device, threads. Defaults are shown as
// what they come to. UI thread.
#pragma once

#include "ui/bridge/system_facts.h"
#include "ui/wizard/wizard_page.h"

#include "kernel/kernel_type.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

namespace autokernel::ui {

class InputsPage final : public WizardPage
{
    Q_OBJECT

public:
    explicit InputsPage(QWidget* parent = nullptr);

    void showDraft(const RunDraft& draft) override;
    void write(RunDraft& draft) const override;
    void showDevices(const SystemFacts& facts);
    void showModel(const protocol::ModelInfo* model); // null: it was not read
    void showTypes(const std::vector<kernel::KernelType>& types);

private:
    void fillVariants(const QString& kernel, const QString& variant);
    void showShapeHint();
    void showOnly(const RunDraft& draft);

    QFormLayout* m_form;
    QLineEdit* m_inputs;
    QLabel* m_inputsHint;
    QLineEdit* m_vocabulary;
    QComboBox* m_variant;
    QLineEdit* m_shape;
    QComboBox* m_dtype;
    QComboBox* m_device;
    QLabel* m_deviceHint;
    QSpinBox* m_threads;
    QSpinBox* m_seed;
    QString m_kernel;
    std::vector<kernel::KernelType> m_types;
};

} // namespace autokernel::ui
