// SPDX-License-Identifier: GPL-3.0-or-later
// What to optimise, on what input, for how long: the same values as the command line's, with
// defaults that work. UI thread.
#pragma once

#include "engine/run_config.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

namespace autokernel::ui {

class NewRunDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit NewRunDialog(QWidget* parent = nullptr);

    // Of a dropped file.
    void chooseModel(const QString& path);
    // Valid once the dialog was accepted.
    void setBudget(const QString& budget) { m_budget->setText(budget); }
    const engine::RunConfig& config() const { return m_config; }

private:
    void browse();
    void check();
    Result<engine::RunConfig> read() const;

    QRadioButton* m_useExample;
    QComboBox* m_example;
    QRadioButton* m_useFile;
    QLineEdit* m_file;
    QLineEdit* m_class;
    QLineEdit* m_input;
    QLineEdit* m_budget;
    QLineEdit* m_accept;
    QComboBox* m_dtype;
    QLabel* m_problem;
    QPushButton* m_start;
    engine::RunConfig m_config;
};

} // namespace autokernel::ui
