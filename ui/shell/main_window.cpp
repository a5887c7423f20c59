// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/english_plurals.h"
#include "ui/pages/kernels_page.h"
#include "ui/pages/roofline_page.h"
#include "ui/shell/evening.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/shown_path.h"
#include "ui/text.h"

#include "report/format.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMessageBox>
#include <QMimeData>
#include <QStatusBar>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr int kStatusMargin = 12;

// Of the kernel with this key where it has a champion; 0: the run has none at all.
std::int64_t bestCandidate(const report::ReportData& report, const QString& kernelInView)
{
    std::int64_t number = 0;
    double most = 0;
    for (const auto& kernel : report.kernels) {
        if (!kernel.champion)
            continue;
        const auto& champion = kernel.keeps[*kernel.champion];
        if (text(kernel.target.target.key()) == kernelInView)
            return champion.row.experiment.number;
        const double gain = champion.overEager() ? champion.overEager()->value : 0;
        if (number == 0 || gain > most) {
            number = champion.row.experiment.number;
            most = gain;
        }
    }
    return number;
}

// What every page's figures rest on.
QString factsOf(const report::ReportData& report)
{
    std::optional<double> noise;
    for (const auto& kernel : report.kernels)
        if (kernel.noiseFloor)
            noise = std::max(noise.value_or(0), *kernel.noiseFloor);
    const auto& run = report.run.summary;
    if (!run.id.isValid())
        return {};
    QStringList facts {text(report.run.device.name),
        QObject::tr("%1 experiment(s)", nullptr, pluralOf(run.experiments))
            .arg(text(report::formatCount(run.experiments)))};
    if (noise)
        facts << QObject::tr("noise floor up to %1")
                     .arg(text(report::formatPercent(std::expm1(*noise))));
    return facts.join(" · ");
}

} // namespace

MainWindow::MainWindow(
    std::filesystem::path history, const Theme& theme, const WorkerMaker& workers)
    : m_history(std::move(history))
    , m_theme(&theme)
    , m_engine(workers)
    , m_actions(new ActionRegistry(*this))
    , m_header(new RunHeader)
    , m_notice(new NoticeStrip)
    , m_pages(new PageStack)
    , m_docks(new DockArea(m_pages))
    , m_status(makeLabel({}, Type::Small, true))
    , m_sleep(makeLabel({}, Type::Small, true))
    , m_facts(makeLabel({}, Type::Small, true))
    , m_saved(makeLabel({}, Type::Small, true))
    , m_progress(new ProgressPage(theme))
    , m_experiments(new ExperimentsPageView(theme))
    , m_diff(new DiffPage(theme))
    , m_morning(new MorningPage(theme))
    , m_runs(new RunsPage(theme))
    , m_log(new LogPage(theme))
    , m_panels(new SidePanels(theme, {*m_docks, *m_diff, *m_experiments, *m_log}))
    , m_export(new ExportCommands({*this, m_feed, *m_experiments, *m_diff,
          [this] { return qobject_cast<Page*>(m_pages->currentWidget()); }}))
    , m_presence(new DesktopPresence(
          systemInhibitServices(), &showOnDesktop, [this] { return isActiveWindow(); }, this))
    , m_package(new PackageCommand(*this))
    , m_welcome(new WelcomePage(theme))
{
    setWindowTitle("AutoKernel");
    resize(1600, 1000);
    setAcceptDrops(true);
    auto* kernels = new KernelsPage(theme);
    auto* roofline = new RooflinePage(theme);
    m_panels->giveWay(SidePanels::kKernels, *kernels);
    m_all = {m_morning, m_progress, roofline, kernels, m_experiments, m_diff, m_runs, m_log};
    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_notice);
    auto* below = new QHBoxLayout;
    below->setSpacing(0);
    connectEvening(workers);
    buildActions();
    connectAnnotations();
    connectRuns();
    buildSettingsActions();
    m_rail = new Rail(m_actions->all(), theme);
    connect(m_rail, &Rail::chosen, this, [this](int row) { showView(static_cast<View>(row)); });
    below->addWidget(m_rail);
    for (auto* page : m_all)
        m_pages->addWidget(page);
    m_pages->addWidget(m_welcome);
    below->addWidget(m_docks, 1);
    layout->addLayout(below, 1);
    setCentralWidget(centre);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(kStatusMargin, 0, kStatusMargin, 0);
    statusBar()->addWidget(m_status, 1);
    statusBar()->addPermanentWidget(m_sleep);
    statusBar()->addPermanentWidget(m_facts);
    m_saved->setContentsMargins(kStatusMargin, 0, 0, 0);
    statusBar()->addPermanentWidget(m_saved);
    buildMenus();
    connectEngine();
    connectPanels();
    for (auto* page : m_all) {
        connect(page, &Page::experimentPicked, this, [this, page](std::int64_t number) {
            if (page->staysOnPick())
                m_diff->open(number);
            else
                pick(number);
        });
        connect(page, &Page::experimentOpened, this, [this](std::int64_t number) {
            pick(number);
            showView(View::Diff);
        });
    }
    connect(kernels, &KernelsPage::kernelPicked, this, [this](const QString& key) {
        m_progress->chooseKernel(key);
        showView(View::Progress);
    });
    connect(&m_feed, &HistoryFeed::snapshot, this, &MainWindow::present);
    connect(&m_feed, &HistoryFeed::experiment, this, [this](const ExperimentViewPtr& view) {
        if (!m_diff->present(view))
            return;
        for (auto* page : m_all)
            page->select(view->details.row);
        m_annotations->select(view->details.row);
    });
    connect(m_diff, &DiffPage::experimentWanted, &m_feed, &HistoryFeed::loadExperiment);
    connect(&m_feed, &HistoryFeed::failed, this, &MainWindow::say);
    connect(m_export, &ExportCommands::said, this, &MainWindow::say);
    connect(m_package, &PackageCommand::said, this, &MainWindow::say);
    m_morning->offer({m_actions->find("export.report"), m_actions->find("export.package")});
    m_progress->offerExport(*m_actions->find("export.chart"));
    roofline->offerExport(*m_actions->find("export.chart"));
    m_export->addContextMenus(*m_actions);
    connect(m_experiments, &ExperimentsPageView::orderWanted, &m_feed, &HistoryFeed::loadOrder);
    connect(m_experiments, &ExperimentsPageView::rowsWanted, &m_feed, &HistoryFeed::loadRows);
    connect(&m_feed, &HistoryFeed::order, this,
        [this](const ExperimentOrderPtr& order) { m_experiments->setOrder(*order); });
    connect(&m_feed, &HistoryFeed::rows, this,
        [this](const ExperimentRowsPtr& rows) { m_experiments->addRows(*rows); });
    connect(&m_feed, &HistoryFeed::orderFailed, m_experiments, &ExperimentsPageView::refuseOrder);
    connect(&m_feed, &HistoryFeed::rowsFailed, m_experiments, &ExperimentsPageView::refuseRows);
    connect(&m_feed, &HistoryFeed::experimentFailed, m_diff, &DiffPage::refuse);
    showView(View::Morning);
    setHistory(m_history);
    m_pages->setFocus(); // no button is meant before a key was pressed
}

void MainWindow::connectEngine()
{
    m_presence->follow(m_engine);
    connect(m_presence, &DesktopPresence::sleepChanged, m_sleep, &QLabel::setText);
    connect(&m_engine, &EngineSession::progress, m_header, &RunHeader::showProgress);
    connect(&m_engine, &EngineSession::notice, this,
        [this](const QString& sentence, bool) { say(sentence); });
    connect(&m_engine, &EngineSession::ended, this, [this](bool failed, const QString& summary) {
        m_header->setOwnRun(false, false);
        m_evening->setRunning(false);
        updateRunActions();
        say(summary);
        m_runs->setOwnProcess(false);
        m_actions->find("run.hold")->setChecked(false);
        if (m_closesAtEnd) {
            close();
            return;
        }
        showRun({});
        if (failed)
            QMessageBox::warning(this, tr("The run ended"), summary);
        else
            showView(View::Morning);
    });
    connect(m_header, &RunHeader::pauseToggled, this, [this](bool pause) {
        if (!m_engine.isRunning())
            return;
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
    trigger(&RunHeader::holdWanted, "run.hold");
    connect(m_actions->find("run.hold"), &QAction::toggled, m_header, &RunHeader::setHeld);
    trigger(&RunHeader::stopWanted, "run.finish");
    trigger(&RunHeader::resumeWanted, "run.resume");
}

void MainWindow::connectPanels()
{
    connect(
        &m_panels->kernels(), &KernelsPanel::kernelChosen, m_progress, &ProgressPage::chooseKernel);
    connect(&m_panels->kernels(), &KernelsPanel::kernelOpened, this, [this](const QString& key) {
        m_progress->chooseKernel(key);
        showView(View::Progress);
    });
}

void MainWindow::connectEvening(const WorkerMaker& workers)
{
    m_evening = new Evening(*m_welcome, *m_notice, *this, workers);
    connect(m_evening, &Evening::startWanted, this,
        [this](const engine::RunConfig& config) { start(config); });
    connect(m_evening, &Evening::historyWanted, this,
        [this](const QString& file) { setHistory(file.toStdString()); });
}

void MainWindow::setHistory(const std::filesystem::path& history)
{
    m_session.remember(lookNow());
    m_history = history;
    m_snapshot.reset();
    m_isFirstLook = true;
    m_firstView = View::Morning;
    m_evening->setHistory(history);
    m_header->setReadOnly(m_evening->showsExample());
    m_annotations->annotator().forget();
    m_annotations->annotator().setReadOnly(m_evening->showsExample());
    m_status->clear();
    m_saved->setText(tr("history %1").arg(shownPath(m_history)));
    m_saved->setToolTip(text(std::filesystem::absolute(m_history).string()));
    // Runs of two histories may have the same number: nothing of the former one may stay.
    presentOnPages(std::make_shared<Snapshot>());
    updateRunActions();
    showRun({});
    setLook(m_session.lookAt(lookNow().history));
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
            m_header->setOwnRun(true, false); // what was pressed while it waited meant no run yet
            updateRunActions();
        });
    m_header->setOwnRun(true, false);
    m_header->showProgress({}); // "Preparing", though the system check may have to end before
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
    m_rail->setTheme(theme);
    m_panels->setTheme(theme);
}

void MainWindow::showView(View view)
{
    m_pages->setCurrentIndex(static_cast<int>(view));
    m_rail->setCurrent(static_cast<int>(view));
    m_isFirstLook = false;
}

void MainWindow::showWelcome()
{
    m_pages->setCurrentWidget(m_welcome);
    m_rail->setCurrent(-1); // no row leads here
    m_isFirstLook = false;
    m_evening->checkOnce();
}

void MainWindow::pick(std::int64_t number)
{
    if (!m_snapshot)
        return;
    m_diff->open(number);
    showView(View::Diff);
}

void MainWindow::pickBest()
{
    if (!m_snapshot)
        return;
    const auto* page = qobject_cast<const Page*>(m_pages->currentWidget());
    const auto number = bestCandidate(m_snapshot->report, page ? page->kernelInView() : QString());
    if (number > 0)
        pick(number);
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
    m_annotations->present(snapshot);
    presentOnPages(snapshot);
    if (!hasRun)
        return updateRunActions();
    updateRunActions();
    emit shown();
}

void MainWindow::showCounts(const Snapshot& snapshot)
{
    const auto count = [this](View view, std::size_t much) {
        m_rail->setCount(static_cast<int>(view), static_cast<std::int64_t>(much));
    };
    count(View::Kernels, snapshot.report.kernels.size());
    count(View::Experiments, static_cast<std::size_t>(snapshot.report.run.summary.experiments));
    count(View::Runs, snapshot.runs.size());
}

void MainWindow::presentOnPages(const SnapshotPtr& snapshot)
{
    const auto run = snapshot->report.run.summary.id;
    if (std::exchange(m_presentedRun, run) != run)
        for (auto* page : m_all)
            page->clearSelection();
    m_header->present(*snapshot);
    m_export->present(snapshot);
    m_package->present(snapshot);
    m_facts->setText(factsOf(snapshot->report));
    showCounts(*snapshot);
    m_panels->present(snapshot);
    for (auto* page : m_all)
        page->present(snapshot);
}

void MainWindow::say(const QString& sentence)
{
    m_status->setText(sentence);
    m_status->setToolTip(sentence);
}

bool MainWindow::confirmsClosing()
{
    return QMessageBox::question(this, tr("A run goes on"),
               tr("Stop it and close? The experiment in flight is lost; the run can be continued "
                  "later."),
               QMessageBox::Close | QMessageBox::Cancel, QMessageBox::Cancel)
        == QMessageBox::Close;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!m_engine.isRunning())
        return event->accept();
    event->ignore();
    if (m_closesAtEnd)
        return;
    if (m_settings.asksBeforeClosing && !confirmsClosing())
        return;
    if (!m_engine.isRunning()) // it ended while the question stood
        return event->accept();
    m_closesAtEnd = true;
    setEnabled(false);
    say(tr("Stopping the run; the window closes when its last words are stored."));
    m_engine.stop();
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
