// SPDX-License-Identifier: GPL-3.0-or-later
// Everything the run is about to do in one view, and the command line that does the same. UI
// thread.
#pragma once

#include "ui/wizard/wizard_page.h"

#include <QGridLayout>
#include <QPlainTextEdit>
#include <QPushButton>

namespace autokernel::ui {

class SummaryPage final : public WizardPage
{
    Q_OBJECT

public:
    explicit SummaryPage(QWidget* parent = nullptr);

    void showDraft(const RunDraft& draft) override;
    void write(RunDraft&) const override { }
    void showExpectation(const QString& sentence);
    QString command() const { return m_command->toPlainText(); }

signals:
    void saveWanted();
    void loadWanted();

private:
    QGridLayout* m_rows;
    QLabel* m_expectation;
    QPlainTextEdit* m_command;
    QPushButton* m_copy;
    QPushButton* m_save;
};

} // namespace autokernel::ui
