// SPDX-License-Identifier: GPL-3.0-or-later
// When the run ends, and what it must not break. UI thread.
#pragma once

#include "ui/wizard/wizard_page.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QTimeEdit>

namespace autokernel::ui {

class BudgetPage final : public WizardPage
{
    Q_OBJECT

public:
    explicit BudgetPage(QWidget* parent = nullptr);

    void showDraft(const RunDraft& draft) override;
    void write(RunDraft& draft) const override;
    void showExpectation(const QString& sentence);

private:
    void buildBudget(QBoxLayout& layout);
    void buildSearch(QBoxLayout& layout);
    void buildProtection(QBoxLayout& layout);
    void enableRows();

    QCheckBox* m_hasDuration;
    QLineEdit* m_duration;
    QCheckBox* m_hasClock;
    QTimeEdit* m_clock;
    QCheckBox* m_hasExperiments;
    QSpinBox* m_experiments;
    QLabel* m_expectation;
    std::vector<std::pair<QString, QCheckBox*>> m_mutators; // by name, in the engine's order
    QLineEdit* m_accept;
    QLabel* m_acceptHint;
    QCheckBox* m_withLadder;
};

} // namespace autokernel::ui
