// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/shell/evening.h"
#include "ui/shell/page_stack.h"
#include "ui/text.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDragEnterEvent>
#include <QMimeData>

namespace autokernel::ui {
namespace {

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
    , m_status(new StatusLine)
    , m_shownExperiments(new ShownExperiments(this))
    , m_progress(new ProgressPage(theme))
    , m_roofline(new RooflinePage(theme))
    , m_kernels(new KernelsPage(theme))
    , m_experiments(new ExperimentsPage(theme, *m_shownExperiments))
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
    , m_all({m_morning, m_progress, m_roofline, m_kernels, m_experiments, m_diff, m_runs, m_log})
    , m_welcome(new WelcomePage(theme))
{
    setWindowTitle("AutoKernel");
    resize(1600, 1000);
    setAcceptDrops(true);
    connectEvening(workers);
    buildActions();
    connectAnnotations();
    connectRuns();
    buildSettingsActions();
    buildCentre();
    setStatusBar(m_status);
    buildMenus();
    connectEngine();
    connectPages();
    connectFeed();
    connectExport();
    showView(View::Morning);
    setHistory(m_history);
    m_pages->setFocus(); // no button is meant before a key was pressed
}

void MainWindow::buildCentre()
{
    m_panels->giveWay(SidePanels::kKernels, *m_kernels);
    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_notice);
    m_rail = new Rail(m_actions->all(), *m_theme);
    connect(m_rail, &Rail::chosen, this, [this](int row) { showView(static_cast<View>(row)); });
    for (auto* page : m_all)
        m_pages->addWidget(page);
    m_pages->addWidget(m_welcome);
    auto* below = new QHBoxLayout;
    below->setSpacing(0);
    below->addWidget(m_rail);
    below->addWidget(m_docks, 1);
    layout->addLayout(below, 1);
    setCentralWidget(centre);
}

void MainWindow::connectPages()
{
    for (auto* page : m_all) {
        connect(page, &Page::experimentPicked, this, [this, page](std::int64_t number) {
            if (page->staysOnPick())
                m_diff->open(number);
            else
                pick(number);
        });
        connect(page, &Page::experimentOpened, this, &MainWindow::pick);
    }
    m_progress->follow(*m_shownExperiments);
    connect(m_log, &LogPage::folderWanted, this, [this](const QString& folder) {
        if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
            say(tr("No program of this desktop opens folders; the history is in %1").arg(folder));
    });
    connect(m_kernels, &KernelsPage::kernelPicked, this, &MainWindow::showKernel);
    auto& panel = m_panels->kernels();
    connect(&panel, &KernelsPanel::kernelChosen, m_progress, &ProgressPage::chooseKernel);
    connect(&panel, &KernelsPanel::kernelOpened, this, &MainWindow::showKernel);
}

// What is read from the history goes to the page that asked for it.
void MainWindow::connectFeed()
{
    connect(&m_feed, &HistoryFeed::snapshot, this, &MainWindow::present);
    connect(&m_feed, &HistoryFeed::failed, this, &MainWindow::presentFailure);
    connect(m_diff, &DiffPage::experimentWanted, &m_feed, &HistoryFeed::loadExperiment);
    connect(&m_feed, &HistoryFeed::experimentFailed, m_diff, &DiffPage::refuse);
    connect(&m_feed, &HistoryFeed::experiment, this, [this](const ExperimentViewPtr& view) {
        if (!m_diff->present(view))
            return;
        m_picks.add(view->details.row.number);
        for (auto* page : m_all)
            page->select(view->details.row);
        m_annotations->select(view->details.row);
        m_panels->showPicked(view->details.row);
    });
    connect(m_experiments, &ExperimentsPage::orderWanted, &m_feed, &HistoryFeed::loadOrder);
    connect(m_experiments, &ExperimentsPage::rowsWanted, &m_feed, &HistoryFeed::loadRows);
    connect(&m_feed, &HistoryFeed::order, m_experiments,
        [this](const ExperimentOrderPtr& order) { m_experiments->setOrder(*order); });
    connect(&m_feed, &HistoryFeed::rows, m_experiments,
        [this](const ExperimentRowsPtr& rows) { m_experiments->addRows(*rows); });
    connect(&m_feed, &HistoryFeed::orderFailed, m_experiments, &ExperimentsPage::refuseOrder);
    connect(&m_feed, &HistoryFeed::rowsFailed, m_experiments, &ExperimentsPage::refuseRows);
}

void MainWindow::connectExport()
{
    connect(m_export, &ExportCommands::said, this, &MainWindow::say);
    connect(m_export, &ExportCommands::choicesChanged, this, [this](const ExportChoices& choices) {
        m_settings.exports = choices;
        emit settingsChanged(m_settings);
    });
    connect(m_package, &PackageCommand::said, this, &MainWindow::say);
    m_morning->offer({m_actions->find("export.report"), m_actions->find("export.package")});
    m_progress->offerExport(*m_actions->find("export.chart"));
    m_roofline->offerExport(*m_actions->find("export.chart"));
    m_export->addContextMenus(*m_actions);
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
    m_shownRun = {};
    m_snapshot.reset();
    m_isFirstLook = true;
    m_firstView = View::Morning;
    m_evening->setHistory(history);
    m_header->setReadOnly(m_evening->showsExample());
    m_annotations->annotator().forget();
    m_annotations->annotator().setReadOnly(m_evening->showsExample());
    showNotices({}); // they were of the other one
    m_status->setHistory(history, m_evening->showsExample());
    m_runs->setOwnProcess(isAtRun());
    m_header->setShowsOwnRun(showsOwnRun());
    // Runs of two histories may have the same number: nothing of the former one may stay.
    presentOnPages(std::make_shared<Snapshot>());
    updateRunActions();
    showRun({});
    setLook(m_session.lookAt(lookNow().history));
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

void MainWindow::showKernel(const QString& key)
{
    m_progress->chooseKernel(key);
    showView(View::Progress);
}

void MainWindow::pick(std::int64_t number)
{
    if (!m_snapshot)
        return;
    m_diff->open(number);
    showView(View::Diff);
    m_diff->setFocus(); // its keys are meant next
}

// A page that shows what is picked goes on being shown.
void MainWindow::pickAgain(std::optional<std::int64_t> number)
{
    if (!number)
        return say(tr("No experiment was picked before or after this one."));
    const auto* page = qobject_cast<const Page*>(m_pages->currentWidget());
    if (page != nullptr && page->staysOnPick())
        m_diff->open(*number);
    else
        pick(*number);
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
    else if (m_isFirstLook && !showsOwnRun())
        showWelcome();
    showNotices(*snapshot);
    m_snapshot = snapshot;
    m_evening->setRuns(snapshot->runs);
    m_annotations->present(snapshot);
    presentOnPages(snapshot);
    updateRunActions();
    if (hasRun)
        emit shown();
}

void MainWindow::presentFailure(const QString& sentence)
{
    m_notice->offer(NoticeStrip::Matter::Unreadable,
        {sentence, tr("Open another history…"), [this] { openHistory(); }});
    m_header->presentFailure(sentence);
    m_status->presentFailure();
    updateRunActions();
}

void MainWindow::showNotices(const Snapshot& snapshot)
{
    using Matter = NoticeStrip::Matter;
    m_notice->takeBack(Matter::Unreadable);
    if (snapshot.isWrittenElsewhere)
        m_notice->offer(Matter::OtherWriter,
            {tr("Another AutoKernel (process %1) writes this history; this window only reads it.")
                    .arg(*snapshot.writer),
                {}, {}});
    else
        m_notice->takeBack(Matter::OtherWriter);
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
    if (std::exchange(m_presentedRun, run) != run) {
        m_picks.clear();
        for (auto* page : m_all)
            page->clearSelection();
    }
    m_header->present(*snapshot);
    m_export->present(snapshot);
    m_package->present(snapshot);
    m_status->present(snapshot->report);
    showCounts(*snapshot);
    m_panels->present(snapshot);
    for (auto* page : m_all)
        page->present(snapshot);
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
