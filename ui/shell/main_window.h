// SPDX-License-Identifier: GPL-3.0-or-later
// The window: header, rail of pages, status bar. It shows what the history feed hands it and
// commands the engine session; it reads no file itself. UI thread.
#pragma once

#include "ui/bridge/engine_session.h"
#include "ui/bridge/history_feed.h"
#include "ui/pages/diff_page.h"
#include "ui/pages/experiments_page.h"
#include "ui/pages/progress_page.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/run_header.h"

#include <QButtonGroup>
#include <QMainWindow>
#include <QStackedWidget>

namespace autokernel::ui {

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
        Log
    };

    MainWindow(std::filesystem::path history, const Theme& theme);

    void setTheme(const Theme& theme);
    void showView(View view);
    void pick(std::int64_t number); // opens the diff of this experiment
    void pickBest(); // the last champion of the run
    const ActionRegistry& actions() const { return *m_actions; }

signals:
    void shown(); // a snapshot is on the pages

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildRail();
    void buildActions();
    void buildMenus();
    void updateRunActions();
    void showPalette();
    void openHistory();
    void showAbout();
    void connectEngine();
    void newRun(const QString& model = {});
    void start(engine::RunConfig config, std::optional<store::RunId> resume = {});
    void present(const SnapshotPtr& snapshot);
    void exportReport();
    void exportChart();
    void say(const QString& text);

    std::filesystem::path m_history;
    const Theme* m_theme;
    HistoryFeed m_feed;
    EngineSession m_engine;
    ActionRegistry* m_actions;
    RunHeader* m_header;
    QFrame* m_rail;
    QStackedWidget* m_pages;
    QButtonGroup* m_rows;
    QLabel* m_status;
    QLabel* m_saved;
    ProgressPage* m_progress;
    ExperimentsPageView* m_experiments;
    DiffPage* m_diff;
    std::vector<Page*> m_all; // by View
    SnapshotPtr m_snapshot;
};

} // namespace autokernel::ui
