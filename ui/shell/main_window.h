// SPDX-License-Identifier: GPL-3.0-or-later
// The window: header, rail of pages, panels beside them, status bar. It shows what the history feed
// hands it and commands the engine session; it reads no file itself. UI thread.
#pragma once

#include "ui/annotations/annotation_actions.h"
#include "ui/bridge/engine_session.h"
#include "ui/bridge/history_feed.h"
#include "ui/desktop/desktop_presence.h"
#include "ui/dialogs/settings.h"
#include "ui/docks/side_panels.h"
#include "ui/pages/diff_page.h"
#include "ui/pages/experiments_page.h"
#include "ui/pages/kernels_page.h"
#include "ui/pages/log_page.h"
#include "ui/pages/morning_page.h"
#include "ui/pages/progress_page.h"
#include "ui/pages/roofline_page.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/welcome_page.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/export_commands.h"
#include "ui/shell/letter_keys.h"
#include "ui/shell/notice_strip.h"
#include "ui/shell/package_command.h"
#include "ui/shell/pick_history.h"
#include "ui/shell/rail.h"
#include "ui/shell/run_header.h"
#include "ui/shell/session.h"
#include "ui/shell/status_line.h"
#include "ui/theme/system_scheme.h"

#include <QMainWindow>
#include <QStackedWidget>

namespace autokernel::ui {

class Evening;

class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    enum class View
    {
        Morning,
        Progress,
        Roofline,
        Kernels,
        Experiments,
        Diff,
        Runs,
        Log
    };

    MainWindow(std::filesystem::path history, const Theme& theme,
        const WorkerMaker& workers = realWorkers());

    void setTheme(const Theme& theme);
    void showView(View view);
    void showWelcome(); // with a system check where there was none yet
    Evening& evening() { return *m_evening; }
    void pick(std::int64_t number); // opens the diff of this experiment
    // The champion of the kernel in view; else the one that gained most over its eager.
    void pickBest();
    const SnapshotPtr& snapshot() const { return m_snapshot; } // nullptr: nothing was read yet
    const ActionRegistry& actions() const { return *m_actions; }
    AnnotationActions& annotations() { return *m_annotations; }
    void showRun(store::RunId run); // not valid: the newest, and later ones when they come

    Session session() const;
    // But the session's history, which is the constructor's: another one's is as it was left.
    void restore(const Session& session);
    void resetLayout(); // as on the first day
    const Settings& settings() const { return m_settings; }
    void apply(const Settings& settings);
    // Instead of that of the settings, until the user chooses one. From the next apply().
    void setThemeForOnce(ThemeChoice theme) { m_themeForOnce = theme; }
    // Where "as the system" gets its answer; without one it means the theme at the start.
    void follow(SystemScheme& system);

signals:
    void shown(); // a snapshot is on the pages
    void ownRunChanged(); // it was started, or has ended
    void settingsChanged(const autokernel::ui::Settings& settings); // by the user

protected:
    void closeEvent(QCloseEvent* event) override; // a run is stopped first, without waiting here
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildActions();
    void buildMenus();
    void updateRunActions();
    void showPalette();
    void openHistory();
    void showAbout();
    void buildCentre();
    void connectEngine();
    void connectEvening(const WorkerMaker& workers);
    void connectPages();
    void connectFeed();
    void connectExport();
    void showKernel(const QString& key); // its progress
    void pickAgain(std::optional<std::int64_t> number); // nullopt: there is none
    void setHistory(const std::filesystem::path& history);
    void connectAnnotations();
    void connectRuns();
    HistoryLook lookNow() const;
    void setLook(const HistoryLook& look);
    bool hasRun(store::RunId run) const; // as far as the history was read
    QStringList pageIds() const; // their actions', by View
    void showColumns();
    void buildSettingsActions();
    void choose(ThemeChoice theme);
    void editSettings();
    void compareRuns();
    void start(engine::RunConfig config, std::optional<store::RunId> resume = {});
    void setOwnRun(bool isRunning, bool isPaused);
    void concludeRun(bool failed, const QString& summary);
    void showEnd(bool failed, const QString& summary);
    bool isAtRun() const; // whether the open history is the one that the engine writes
    bool showsOwnRun() const { return isAtRun() && !m_shownRun.isValid(); }
    void showOwnRun(); // from wherever the user has looked meanwhile
    bool confirmsClosing();
    void present(const SnapshotPtr& snapshot);
    void presentFailure(const QString& sentence); // until a snapshot comes
    void showNotices(const Snapshot& snapshot);
    void showCounts(const Snapshot& snapshot);
    void presentOnPages(const SnapshotPtr& snapshot);
    void say(const QString& sentence) { m_status->say(sentence); }

    std::filesystem::path m_history;
    std::filesystem::path m_runHistory; // that the window's own run writes; empty: there is none
    const Theme* m_theme;
    HistoryFeed m_feed;
    EngineSession m_engine;
    ActionRegistry* m_actions;
    RunHeader* m_header;
    Rail* m_rail;
    NoticeStrip* m_notice;
    QStackedWidget* m_pages;
    DockArea* m_docks;
    StatusLine* m_status;
    ShownExperiments* m_shownExperiments; // on the pages that have a choice of them
    ProgressPage* m_progress;
    RooflinePage* m_roofline;
    KernelsPage* m_kernels;
    ExperimentsPage* m_experiments;
    DiffPage* m_diff;
    MorningPage* m_morning;
    RunsPage* m_runs;
    LogPage* m_log;
    SidePanels* m_panels;
    AnnotationActions* m_annotations = nullptr;
    ExportCommands* m_export;
    DesktopPresence* m_presence;
    PackageCommand* m_package;
    std::vector<Page*> m_all; // by View
    WelcomePage* m_welcome; // beside the views: no row of the rail leads to it
    Evening* m_evening = nullptr;
    bool m_closesAtEnd = false; // as soon as the run has stopped
    bool m_isFirstLook = true; // at a history of which no page was chosen yet
    View m_firstView = View::Morning; // where the first look at a history with runs goes
    SnapshotPtr m_snapshot;
    store::RunId m_presentedRun; // what was picked is of this one
    store::RunId m_shownRun; // not valid: the newest
    Settings m_settings;
    std::optional<ThemeChoice> m_themeForOnce;
    SystemScheme* m_system = nullptr;
    LetterKeys m_letters;
    PickHistory m_picks; // of the run that is shown
    Session m_session; // as it was found, with what was left since: histories
};

} // namespace autokernel::ui
