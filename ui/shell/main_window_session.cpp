// SPDX-License-Identifier: GPL-3.0-or-later
// The window's runs, the user's marks, its session and its settings: how they meet.
#include "ui/dialogs/settings_dialog.h"
#include "ui/shell/evening.h"
#include "ui/shell/main_window.h"
#include "ui/shell/table_columns.h"
#include "ui/shell/window_place.h"
#include "ui/text.h"

#include <QApplication>
#include <QHeaderView>
#include <QScreen>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr QSize kFirstSize {1600, 1000};

QString nameOf(const std::filesystem::path& history)
{
    return text(std::filesystem::absolute(history).lexically_normal().string());
}

std::vector<QRect> screensNow() // the first one first
{
    std::vector<QRect> screens;
    for (const auto* screen : QGuiApplication::screens())
        screens.push_back(screen->availableGeometry());
    return screens;
}

} // namespace

void MainWindow::connectAnnotations()
{
    m_annotations = new AnnotationActions(*m_actions, m_feed, *this);
    m_diff->addToSide(m_annotations->card());
    auto& annotator = m_annotations->annotator();
    connect(m_annotations, &AnnotationActions::said, this, &MainWindow::say);
    connect(&annotator, &Annotator::changed, this,
        [this, &annotator] { m_experiments->setAnnotations(annotator.all()); });
    connect(
        m_experiments, &ExperimentsPage::rowSelected, m_annotations, &AnnotationActions::select);
}

void MainWindow::connectRuns()
{
    m_actions->add(
        "runs.compare", tr("&Compare runs…"), tr("Ctrl+Shift+D"), [this] { compareRuns(); });
    connect(m_runs, &RunsPage::runsWanted, &m_feed, &HistoryFeed::loadRuns);
    connect(&m_feed, &HistoryFeed::runs, m_runs, &RunsPage::setRuns);
    connect(&m_feed, &HistoryFeed::failed, m_runs, &RunsPage::setFailure);
    connect(&m_feed, &HistoryFeed::runsFailed, m_runs, &RunsPage::setFailure);
    connect(&m_feed, &HistoryFeed::comparisonFailed, m_runs, &RunsPage::refuseComparison);
    connect(m_runs, &RunsPage::comparisonWanted, &m_feed, &HistoryFeed::loadComparison);
    connect(&m_feed, &HistoryFeed::comparison, m_runs, &RunsPage::setComparison);
    connect(m_runs, &RunsPage::runChosen, this, [this](store::RunId run) {
        showRun(run);
        showView(View::Morning);
    });
    connect(m_morning, &MorningPage::verdictWanted, this, [this](const QString& verdict) {
        m_experiments->setFilter({{}, verdict, {}, false});
        showView(View::Experiments);
    });
    // The run of a session may be gone, with the history that it was in.
    connect(&m_feed, &HistoryFeed::failed, this, [this] {
        if (m_shownRun.isValid() && !hasRun(m_shownRun))
            showRun({});
    });
    connect(m_header, &RunHeader::ownRunWanted, this, [this] {
        const bool wasElsewhere = !isAtRun();
        showOwnRun();
        if (wasElsewhere)
            showView(View::Progress);
    });
}

bool MainWindow::hasRun(store::RunId run) const
{
    return m_snapshot && std::ranges::any_of(m_snapshot->runs, [run](const auto& each) {
        return each.id == run;
    });
}

void MainWindow::showRun(store::RunId run)
{
    // The newest one is followed by name: the run after it comes into view by itself.
    const bool isNewest = m_snapshot && m_snapshot->newest == run;
    m_shownRun = isNewest ? store::RunId {} : run;
    m_header->setShowsOwnRun(showsOwnRun());
    updateRunActions();
    m_feed.open(m_history, m_shownRun);
}

bool MainWindow::isAtRun() const
{
    return !m_runHistory.empty() && nameOf(m_history) == nameOf(m_runHistory);
}

void MainWindow::showOwnRun()
{
    if (!isAtRun())
        setHistory(m_runHistory);
    showRun({});
}

void MainWindow::compareRuns()
{
    showView(View::Runs);
    m_runs->compare();
}

QStringList MainWindow::pageIds() const
{
    QStringList ids;
    for (const auto* action : m_actions->all())
        if (action->objectName().startsWith("page."))
            ids << action->objectName();
    return ids;
}

HistoryLook MainWindow::lookNow() const
{
    HistoryLook look {nameOf(m_history), m_shownRun.value, {}};
    const auto ids = pageIds();
    for (std::size_t i = 0; i < m_all.size(); ++i)
        if (const auto page = m_all[i]->look(); !page.isEmpty())
            look.pages[ids[static_cast<qsizetype>(i)]] = page;
    return look;
}

void MainWindow::setLook(const HistoryLook& look)
{
    const auto ids = pageIds();
    for (std::size_t i = 0; i < m_all.size(); ++i)
        m_all[i]->setLook(look.pages[ids[static_cast<qsizetype>(i)]].toObject());
    showRun(store::RunId {look.run});
}

Session MainWindow::session() const
{
    auto session = m_session;
    session.geometry = saveGeometry();
    session.panels = m_docks->layoutState();
    session.page = pageIds().value(m_pages->currentIndex()); // none of the welcome page
    // The example is a visit: the next start is at the user's own history.
    const bool isVisit = m_evening->showsExample() && !m_evening->ownHistory().empty();
    session.history = nameOf(isVisit ? m_evening->ownHistory() : m_history);
    session.logLevel = m_log->level();
    session.tables = {};
    for (const auto* columns : findChildren<TableColumns*>())
        session.tables[columns->objectName()] = columns->layoutState();
    session.remember(lookNow());
    return session;
}

void MainWindow::restore(const Session& session)
{
    m_session = session;
    if (!restoreGeometry(session.geometry))
        resize(placedOn(screensNow(), {pos(), kFirstSize}).size());
    else if (!isMaximized() && !isFullScreen())
        setGeometry(placedOn(screensNow(), geometry()));
    m_docks->restoreLayout(session.panels);
    for (auto* columns : findChildren<TableColumns*>())
        columns->restoreLayout(session.tables[columns->objectName()].toObject());
    if (auto* page = m_actions->find(session.page); page && session.page.startsWith("page.")) {
        page->trigger();
        // A history without runs is still met by the welcome page.
        m_firstView = static_cast<View>(m_pages->currentIndex());
        m_isFirstLook = true;
    }
    m_log->setLevel(session.logLevel);
    setLook(session.lookAt(nameOf(m_history)));
}

void MainWindow::resetLayout()
{
    showNormal();
    resize(placedOn(screensNow(), {pos(), kFirstSize}).size());
    m_docks->reset();
    for (auto* columns : findChildren<TableColumns*>())
        columns->reset();
    m_log->setLevel(0);
    setLook({});
    showView(View::Morning);
    say(tr("The layout is as on the first day. Nothing of the history has changed."));
}

// By keys what the right mouse button does on a heading.
void MainWindow::showColumns()
{
    TableColumns* wanted = nullptr;
    for (auto* columns : findChildren<TableColumns*>()) {
        const auto& table = columns->table();
        if (table.isVisible() && (wanted == nullptr || table.hasFocus()))
            wanted = columns;
    }
    if (wanted == nullptr)
        return say(tr("Nothing that is shown has columns to choose."));
    auto* header = wanted->table().horizontalHeader();
    wanted->showMenu(header->mapToGlobal(header->rect().bottomLeft()));
}

void MainWindow::buildSettingsActions()
{
    auto& actions = *m_actions;
    actions.add(
        "theme.system", tr("Colours as the &system"), {}, [this] { choose(ThemeChoice::System); });
    actions.add("theme.light", tr("&Light"), {}, [this] { choose(ThemeChoice::Light); });
    actions.add("theme.dark", tr("Da&rk"), {}, [this] { choose(ThemeChoice::Dark); });
    for (const char* id : {"theme.system", "theme.light", "theme.dark"})
        actions.find(id)->setCheckable(true);
    m_panels->addActions(actions);
    actions.add("window.columns", tr("Co&lumns of the table…"), {}, [this] { showColumns(); });
    actions.add("window.reset", tr("R&eset layout"), {}, [this] { resetLayout(); });
    actions.add("window.settings", tr("Se&ttings…"), tr("Ctrl+,"), [this] { editSettings(); });
}

void MainWindow::choose(ThemeChoice theme)
{
    auto settings = m_settings;
    settings.theme = theme;
    m_themeForOnce.reset();
    apply(settings);
    emit settingsChanged(m_settings);
}

void MainWindow::editSettings()
{
    SettingsDialog dialog(m_settings, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    auto settings = dialog.settings();
    settings.exports = m_settings.exports; // which dialogs of their own ask for
    if (settings.theme != m_settings.theme)
        m_themeForOnce.reset();
    apply(settings);
    emit settingsChanged(m_settings);
}

void MainWindow::apply(const Settings& settings)
{
    m_settings = settings;
    m_presence->setNotifies(settings.notifies);
    m_evening->setBudget(settings.budget);
    const auto theme = m_themeForOnce.value_or(settings.theme);
    const bool isDark = theme == ThemeChoice::Dark
        || (theme == ThemeChoice::System && (m_system ? m_system->isDark() : m_theme->isDark()));
    setTheme(isDark ? Theme::dark() : Theme::light());
    for (const auto& [choice, id] : {std::pair(ThemeChoice::System, "theme.system"),
             std::pair(ThemeChoice::Light, "theme.light"),
             std::pair(ThemeChoice::Dark, "theme.dark")})
        m_actions->find(id)->setChecked(choice == theme);
    m_letters.setOn(settings.hasLetterKeys);
    m_export->setChoices(settings.exports);
}

void MainWindow::follow(SystemScheme& system)
{
    m_system = &system;
    connect(&system, &SystemScheme::changed, this, [this] { apply(m_settings); });
}

} // namespace autokernel::ui
