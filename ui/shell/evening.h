// SPDX-License-Identifier: GPL-3.0-or-later
// How a run begins: the welcome page with its system check, the wizard, the example history, and
// what is dropped on the window. It starts nothing itself: it asks by signal. UI thread.
#pragma once

#include "ui/bridge/ladder_session.h"
#include "ui/bridge/model_probe.h"
#include "ui/bridge/system_check.h"
#include "ui/pages/welcome_page.h"
#include "ui/shell/notice_strip.h"
#include "ui/wizard/run_draft.h"

#include "store/history_reader.h"

#include <QMimeData>
#include <QPointer>

namespace autokernel::ui {

class RunWizard;

class Evening final : public QObject
{
    Q_OBJECT

public:
    // The page and the strip belong to the window's layout.
    Evening(WelcomePage& welcome, NoticeStrip& notice, QWidget& window,
        WorkerMaker workers = realWorkers());

    ~Evening() override; // the wizard uses its sessions

    static std::filesystem::path exampleHistory();
    static engine::RunConfig demoRun(); // one kernel; two minutes of search, then its rungs

    // What the window shows; a history other than the example becomes the user's own.
    void setHistory(const std::filesystem::path& history);
    void setRuns(std::vector<store::RunSummary> runs); // of that history
    void setRunning(bool isRunning);
    void setBudget(const QString& budget) { m_budget = budget; } // of a new run: 8h or 07:00
    bool showsExample() const { return m_shown == exampleHistory(); }
    const std::filesystem::path& ownHistory() const { return m_own; }

    // Stops whatever still reads or measures, and calls `then` when that has ended: a run has the
    // machine and the history to itself.
    void whenQuiet(std::function<void()> then);
    void newRun(); // with the budget of the settings
    void newRun(RunDraft draft);
    void openExample();
    void checkSystem(bool remeasure = false);
    void checkOnce(); // unless this machine was looked at already
    void drop(const QMimeData& data);
    // A history is asked for, a model begins the wizard; anything else is explained in the strip.
    void open(const std::filesystem::path& file);

signals:
    void startWanted(const autokernel::engine::RunConfig& config); // in the user's own history
    void historyWanted(const QString& file);

private:
    RunDraft firstDraft() const;

    WelcomePage& m_welcome;
    NoticeStrip& m_notice;
    QWidget& m_window;
    std::filesystem::path m_shown;
    std::filesystem::path m_own;
    std::vector<store::RunSummary> m_runs;
    bool m_isRunning = false;
    QString m_budget; // empty: the wizard's own
    SystemCheck m_check;
    ModelProbe m_probe;
    LadderSession m_ladder;
    Background m_files;
    QPointer<RunWizard> m_wizard; // while it is open
};

} // namespace autokernel::ui
