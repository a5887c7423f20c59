// SPDX-License-Identifier: GPL-3.0-or-later
// The new-run wizard: pages over one draft, which may be visited in any order. It ends in the same
// RunConfig that the command line makes. UI thread.
#pragma once

#include "ui/bridge/ladder_session.h"
#include "ui/bridge/model_probe.h"
#include "ui/bridge/system_check.h"
#include "ui/wizard/run_draft.h"

#include "store/history_reader.h"

#include <QButtonGroup>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <optional>

namespace autokernel::ui {

class BudgetPage;
class InputsPage;
class LadderPage;
class ModelPage;
class SummaryPage;
class WizardPage;

class RunWizard final : public QDialog
{
    Q_OBJECT

public:
    // What outlives the wizard, and what it may know at the start.
    struct Parts
    {
        ModelProbe& probe;
        LadderSession& ladder;
        SystemCheck& check;
        std::filesystem::path history; // ladders are stored here
        std::vector<store::RunSummary> runs; // of that history: how fast experiments are
    };
    RunWizard(Parts parts, RunDraft draft, QWidget* parent = nullptr);
    ~RunWizard() override; // what still reads or measures is stopped

    // Valid once the wizard was accepted.
    const engine::RunConfig& config() const { return m_config; }
    const RunDraft& draft() const { return m_draft; }
    void showStep(WizardStep step);
    WizardStep step() const;
    // What keeps the run from starting; empty: nothing.
    QString problem() const;

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* buildRail();
    QLayout* buildButtons();
    void connectAll();
    void take(WizardPage& page);
    void forgetModel();
    void useDraft(RunDraft draft);
    void useFile(const std::filesystem::path& path);
    void refresh();
    QString problemOn(WizardStep step) const;
    void save();
    void load();
    void move(int by);
    void start();

    Parts m_parts;
    RunDraft m_draft;
    std::optional<protocol::ModelInfo> m_model; // as it was read, of this draft's model
    ModelPage* m_modelPage;
    InputsPage* m_inputsPage;
    BudgetPage* m_budgetPage;
    LadderPage* m_ladderPage;
    SummaryPage* m_summaryPage;
    std::vector<WizardPage*> m_pages; // by WizardStep
    QStackedWidget* m_stack;
    QButtonGroup* m_steps;
    QLabel* m_problem;
    QPushButton* m_back;
    QPushButton* m_next;
    QPushButton* m_start;
    engine::RunConfig m_config;
    Background m_files;
};

} // namespace autokernel::ui
