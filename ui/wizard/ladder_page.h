// SPDX-License-Identifier: GPL-3.0-or-later
// What is free: every rung of the model that needs no search, measured on demand, and the lines of
// Python for the fastest. UI thread.
#pragma once

#include "ui/bridge/ladder_session.h"
#include "ui/wizard/ladder_rows.h"
#include "ui/wizard/wizard_page.h"

#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

namespace autokernel::ui {

class LadderPage final : public WizardPage
{
    Q_OBJECT

public:
    LadderPage(LadderSession& session, std::filesystem::path history, QWidget* parent = nullptr);

    void showDraft(const RunDraft& draft) override;
    void write(RunDraft&) const override { }

private:
    void buildTable(QBoxLayout& layout);
    void buildRecipe(QBoxLayout& layout);
    void measure();
    void end(const QString& sentence, bool isProblem);
    void fill(const std::vector<LadderRow>& rows);

    LadderSession& m_session;
    std::filesystem::path m_history;
    RunDraft m_draft;
    Json m_measuredModel; // whose rungs the table shows
    LadderProgress m_progress;
    QLabel* m_sentence;
    QProgressBar* m_bar;
    QPushButton* m_measure;
    QPushButton* m_cancel;
    QTableWidget* m_rungs;
    Card* m_recipeCard;
    QPlainTextEdit* m_recipe;
};

} // namespace autokernel::ui
