// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/pages/roofline_page.h"
#include "ui/shell/evening.h"
#include "ui/text.h"

#include "report/format.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMessageBox>
#include <QMimeData>
#include <QStatusBar>

namespace autokernel::ui {
namespace {

constexpr int kRailWidth = 165;

} // namespace

MainWindow::MainWindow(std::filesystem::path history, const Theme& theme)
    : m_history(std::move(history))
    , m_theme(&theme)
    , m_actions(new ActionRegistry(*this))
    , m_header(new RunHeader)
    , m_rail(new QFrame)
    , m_notice(new NoticeStrip)
    , m_pages(new QStackedWidget)
    , m_rows(new QButtonGroup(this))
    , m_status(makeLabel({}, Type::Small, true))
    , m_saved(makeLabel({}, Type::Small, true))
    , m_progress(new ProgressPage(theme))
    , m_experiments(new ExperimentsPageView(theme))
    , m_diff(new DiffPage(theme))
    , m_morning(new MorningPage(theme))
    , m_runs(new RunsPage(theme))
    , m_log(new LogPage(theme))
    , m_export(new ExportCommands({*this, m_feed, *m_experiments, *m_diff,
          [this] { return qobject_cast<Page*>(m_pages->currentWidget()); }}))
    , m_welcome(new WelcomePage(theme))
{
    setWindowTitle("AutoKernel");
    resize(1600, 1000);
    setAcceptDrops(true);
    m_all = {m_morning, m_progress, new RooflinePage(theme), m_experiments, m_diff, m_runs, m_log};
    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_notice);
    auto* below = new QHBoxLayout;
    below->setSpacing(0);
    connectEvening();
    buildActions();
    connectAnnotations();
    connectRuns();
    buildSettingsActions();
    buildRail();
    below->addWidget(m_rail);
    for (auto* page : m_all)
        m_pages->addWidget(page);
    m_pages->addWidget(m_welcome);
    below->addWidget(m_pages, 1);
    layout->addLayout(below, 1);
    setCentralWidget(centre);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_status, 1);
    statusBar()->addPermanentWidget(m_saved);
    buildMenus();
    connectEngine();
    for (auto* page : m_all)
        connect(page, &Page::experimentPicked, this, &MainWindow::pick);
    connect(&m_feed, &HistoryFeed::snapshot, this, &MainWindow::present);
    connect(&m_feed, &HistoryFeed::experiment, this, [this](const ExperimentViewPtr& view) {
        if (!m_diff->present(view))
            return;
        m_progress->select(view->details.row.number);
        m_annotations->select(view->details.row);
    });
    connect(m_diff, &DiffPage::experimentWanted, &m_feed, &HistoryFeed::loadExperiment);
    connect(&m_feed, &HistoryFeed::failed, this, &MainWindow::say);
    connect(m_export, &ExportCommands::said, this, &MainWindow::say);
    m_export->addContextMenus(*m_actions);
    connect(m_experiments, &ExperimentsPageView::pageWanted, &m_feed, &HistoryFeed::loadPage);
    connect(&m_feed, &HistoryFeed::page, this,
        [this](const ExperimentsPagePtr& page) { m_experiments->model().add(*page); });
    showView(View::Morning);
    setHistory(m_history);
}

void MainWindow::buildRail()
{
    m_rail->setObjectName("rail");
    m_rail->setFixedWidth(kRailWidth);
    auto* layout = new QVBoxLayout(m_rail);
    layout->setContentsMargins(8, 10, 8, 10);
    layout->setSpacing(3);
    int view = 0; // the actions of the pages are in the order of View
    for (const auto* action : m_actions->all()) {
        if (!action->objectName().startsWith("page."))
            continue;
        auto* row = new QPushButton(plainText(*action));
        row->setObjectName("page");
        row->setCheckable(true);
        row->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        row->setToolTip(QString("%1 (%2)").arg(
            row->text(), action->shortcut().toString(QKeySequence::NativeText)));
        m_rows->addButton(row, view++);
        layout->addWidget(row);
    }
    layout->addStretch();
    connect(m_rows, &QButtonGroup::idClicked, this,
        [this](int id) { showView(static_cast<View>(id)); });
}

void MainWindow::connectEngine()
{
    connect(&m_engine, &EngineSession::progress, m_header, &RunHeader::showProgress);
    connect(&m_engine, &EngineSession::notice, this,
        [this](const QString& sentence, bool) { say(sentence); });
    connect(&m_engine, &EngineSession::ended, this, [this](bool failed, const QString& summary) {
        m_header->setOwnRun(false, false);
        m_evening->setRunning(false);
        updateRunActions();
        say(summary);
        m_notifier->runEnded(failed, summary);
        m_runs->setOwnProcess(false);
        showRun({});
        if (failed)
            QMessageBox::warning(this, tr("The run ended"), summary);
        else
            showView(View::Morning);
    });
    connect(m_header, &RunHeader::pauseToggled, this, [this](bool pause) {
        m_engine.pauseAfterThis(pause);
        m_header->setOwnRun(m_engine.isRunning(), pause);
        updateRunActions();
    });
    // The header's buttons are the same commands as the menu's.
    const auto trigger = [this](auto signal, const char* id) {
        connect(m_header, signal, m_actions->find(id), &QAction::trigger);
    };
    trigger(&RunHeader::newRunWanted, "run.new");
    trigger(&RunHeader::skipWanted, "run.skip");
    trigger(&RunHeader::stopWanted, "run.finish");
    trigger(&RunHeader::resumeWanted, "run.resume");
}

void MainWindow::connectEvening()
{
    m_evening = new Evening(*m_welcome, *m_notice, *this);
    connect(m_evening, &Evening::startWanted, this,
        [this](const engine::RunConfig& config) { start(config); });
    connect(m_evening, &Evening::historyWanted, this,
        [this](const QString& file) { setHistory(file.toStdString()); });
}

void MainWindow::setHistory(const std::filesystem::path& history)
{
    m_history = history;
    m_snapshot.reset();
    m_isFirstLook = true;
    m_firstView = View::Morning;
    m_evening->setHistory(history);
    m_header->setReadOnly(m_evening->showsExample());
    m_annotations->annotator().forget();
    m_annotations->annotator().setReadOnly(m_evening->showsExample());
    m_status->clear();
    m_saved->setText(tr("history %1").arg(text(m_history.filename().string())));
    // Runs of two histories may have the same number: nothing of the former one may stay.
    presentOnPages(std::make_shared<Snapshot>());
    showRun({});
}

void MainWindow::start(engine::RunConfig config, std::optional<store::RunId> resume)
{
    if (m_evening->showsExample())
        setHistory(m_evening->ownHistory());
    std::error_code error; // the engine says it better if it cannot be made
    std::filesystem::create_directories(m_history.parent_path(), error);
    m_evening->whenQuiet(
        [this, request = EngineSession::Request {std::move(config), m_history, resume}] {
            m_engine.start(request);
            updateRunActions();
        });
    m_header->setOwnRun(true, false);
    m_evening->setRunning(true);
    m_runs->setOwnProcess(true);
    showRun({});
    updateRunActions();
    showView(View::Progress);
}

void MainWindow::setTheme(const Theme& theme)
{
    m_theme = &theme;
    qApp->setPalette(paletteOf(theme));
    qApp->setStyleSheet(styleSheetOf(theme));
    for (auto* page : m_all)
        page->setTheme(theme);
    m_welcome->setTheme(theme);
}

void MainWindow::showView(View view)
{
    m_pages->setCurrentIndex(static_cast<int>(view));
    m_rows->button(static_cast<int>(view))->setChecked(true);
    m_isFirstLook = false;
}

void MainWindow::showWelcome()
{
    m_pages->setCurrentWidget(m_welcome);
    m_rows->setExclusive(false); // no row leads here
    for (auto* row : m_rows->buttons())
        row->setChecked(false);
    m_rows->setExclusive(true);
    m_isFirstLook = false;
    m_evening->checkOnce();
}

void MainWindow::pick(std::int64_t number)
{
    if (!m_snapshot)
        return;
    m_diff->open(number);
    if (sender() != m_progress)
        showView(View::Diff);
}

void MainWindow::pickBest()
{
    if (!m_snapshot)
        return;
    for (const auto& kernel : m_snapshot->report.kernels)
        if (kernel.champion)
            return pick(kernel.keeps[*kernel.champion].row.experiment.number);
}

void MainWindow::present(const SnapshotPtr& snapshot)
{
    const bool hasRun = snapshot->report.run.summary.id.isValid();
    if (m_isFirstLook && hasRun)
        showView(m_firstView);
    else if (m_isFirstLook && !m_engine.isRunning())
        showWelcome();
    m_snapshot = snapshot;
    m_evening->setRuns(snapshot->runs);
    m_export->present(snapshot);
    m_annotations->present(snapshot);
    presentOnPages(snapshot);
    if (!hasRun)
        return updateRunActions();
    const auto& run = snapshot->report.run;
    m_status->setText(QString("%1 · %2").arg(
        text(run.device.name), text(report::formatCounted(run.summary.experiments, "experiment"))));
    if (!m_kernelToChoose.isEmpty())
        m_progress->chooseKernel(std::exchange(m_kernelToChoose, {}));
    updateRunActions();
    emit shown();
}

void MainWindow::presentOnPages(const SnapshotPtr& snapshot)
{
    m_header->present(*snapshot);
    for (auto* page : m_all)
        page->present(snapshot);
}

void MainWindow::say(const QString& sentence)
{
    m_status->setText(sentence);
    m_status->setToolTip(sentence);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_engine.isRunning())
        return event->accept();
    if (!m_settings.asksBeforeClosing) {
        m_engine.stop();
        return event->accept();
    }
    const auto answer = QMessageBox::question(this, tr("A run goes on"),
        tr("Stop it and close? The experiment in flight is lost; the run can be continued later."),
        QMessageBox::Close | QMessageBox::Cancel, QMessageBox::Cancel);
    if (answer != QMessageBox::Close)
        return event->ignore();
    m_engine.stop();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    m_evening->drop(*event->mimeData());
}

} // namespace autokernel::ui
