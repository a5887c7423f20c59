// SPDX-License-Identifier: GPL-3.0-or-later
// The window as it is found again: its panels, tables, filters and zooms, and what belongs to one
// history alone.
#include "ui/dialogs/settings_dialog.h"
#include "ui/pages/roofline_page.h"
#include "ui/shell/evening.h"
#include "ui/text.h"
#include "ui/theme/metrics.h"
#include "window_fixture.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QHeaderView>
#include <QTimer>

namespace autokernel::ui {
namespace {

class WindowSession : public test::WindowTest
{
protected:
    static void press(MainWindow& window, Qt::Key key) { QTest::keyClick(&window, key); }
    template <typename P> static P& page(MainWindow& window, MainWindow::View view)
    {
        window.showView(view);
        return *window.findChild<P*>();
    }
    // As by the wheel: the user's zoom, not the program's.
    static void zoom(Plot& plot)
    {
        emit plot.zoomed();
        for (auto* rect : plot.axisRects())
            rect->axis(QCPAxis::atBottom)->scaleRange(0.5);
    }
};

TEST_F(WindowSession, keysOpenThePanelsAndTheirActionsShowIt)
{
    const auto window = openWindow();
    const auto& docks = *window->findChild<DockArea*>();
    for (const auto& [key, id] :
        {std::pair(Qt::Key_F8, SidePanels::kKernels), std::pair(Qt::Key_F9, SidePanels::kDetails),
            std::pair(Qt::Key_F12, SidePanels::kLog)}) {
        const auto* action = window->actions().find(id);
        EXPECT_FALSE(action->isChecked()) << id;
        press(*window, key);
        EXPECT_TRUE(docks.isOpen(id)) << id;
        EXPECT_TRUE(action->isChecked()) << id;
        press(*window, key);
        EXPECT_FALSE(docks.isOpen(id)) << id;
        EXPECT_FALSE(action->isChecked()) << id;
    }
}

TEST_F(WindowSession, theEvidenceIsWhereItIsWanted)
{
    const auto window = openWindow();
    auto& evidence = page<DiffPage>(*window, MainWindow::View::Diff).evidence();
    press(*window, Qt::Key_F9);
    window->showView(MainWindow::View::Progress);
    EXPECT_FALSE(evidence.isVisible()) << "nothing is picked";
    auto& progress = *window->findChild<ProgressPage*>();
    emit progress.experimentPicked(3);
    EXPECT_TRUE(QTest::qWaitFor([&] { return evidence.isVisible(); }));
    EXPECT_TRUE(progress.isVisible());
    press(*window, Qt::Key_F9);
    EXPECT_FALSE(evidence.isVisible());
    window->showView(MainWindow::View::Diff);
    EXPECT_TRUE(evidence.isVisible());
    EXPECT_LE(evidence.width(), kEvidenceWidth + kPageMargin) << "a column again";
}

TEST_F(WindowSession, aRowOfTheTableIsShownInTheOpenPanel)
{
    const auto window = openWindow();
    auto& page = this->page<ExperimentsPage>(*window, MainWindow::View::Experiments);
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return page.model().rowCount() > 4 && page.model().row(4) != nullptr; }));
    auto* table = page.findChild<QTableView*>();
    auto& diff = *window->findChild<DiffPage*>();
    table->selectRow(4);
    QTest::qWait(50);
    EXPECT_EQ(diff.number(), 0) << "nobody looks";
    press(*window, Qt::Key_F9);
    table->selectRow(2);
    EXPECT_TRUE(QTest::qWaitFor([&] { return diff.number() == page.model().row(2)->number; }));
    EXPECT_EQ(table->currentIndex().row(), 2);
    EXPECT_TRUE(page.isVisible());
}

TEST_F(WindowSession, theKernelPanelChoosesWhatTheChartShows)
{
    const auto window = openWindow();
    auto& progress = page<ProgressPage>(*window, MainWindow::View::Progress);
    press(*window, Qt::Key_F8);
    auto* panel = window->findChild<KernelsPanel*>();
    const QString before = progress.kernel();
    for (int row = 0; row < panel->table().model()->rowCount(); ++row)
        panel->table().selectRow(row);
    EXPECT_NE(progress.kernel(), before);
    EXPECT_EQ(progress.chart().data().kernel, progress.kernel());
}

TEST_F(WindowSession, panelsTablesFiltersAndZoomsComeBack)
{
    Session session;
    std::vector<QCPRange> progressZoom;
    std::vector<QCPRange> rooflineZoom;
    QString kernel;
    {
        const auto window = openWindow();
        press(*window, Qt::Key_F8);
        press(*window, Qt::Key_F12);
        auto& experiments = page<ExperimentsPage>(*window, MainWindow::View::Experiments);
        experiments.setFilter({"tile", "kept", "", true});
        experiments.findChild<QTableView*>()->setColumnHidden(3, true);
        auto& progress = page<ProgressPage>(*window, MainWindow::View::Progress);
        auto* choice = progress.findChild<QComboBox*>();
        choice->setCurrentIndex(1);
        kernel = progress.kernel();
        zoom(progress.chart().plot());
        progressZoom = progress.chart().zoom();
        auto& roofline = page<RooflinePage>(*window, MainWindow::View::Roofline);
        zoom(roofline.chart().plot());
        rooflineZoom = roofline.chart().zoom();
        session = window->session();
    }
    ASSERT_FALSE(progressZoom.empty());
    const auto window = openWindow(session);
    EXPECT_EQ(window->session().page, "page.roofline");
    const auto& docks = *window->findChild<DockArea*>();
    EXPECT_TRUE(docks.isOpen(SidePanels::kKernels));
    EXPECT_TRUE(docks.isOpen(SidePanels::kLog));
    EXPECT_FALSE(docks.isOpen(SidePanels::kDetails));
    EXPECT_EQ(window->findChild<RooflinePage*>()->chart().zoom(), rooflineZoom);
    // Pages that were not looked at keep what they had.
    EXPECT_EQ(window->session().looks, session.looks);
    auto& progress = page<ProgressPage>(*window, MainWindow::View::Progress);
    EXPECT_EQ(progress.kernel(), kernel);
    EXPECT_EQ(progress.chart().zoom(), progressZoom);
    EXPECT_FALSE(progress.chart().follows());
    auto& experiments = page<ExperimentsPage>(*window, MainWindow::View::Experiments);
    EXPECT_EQ(experiments.filter().text, "tile");
    EXPECT_EQ(experiments.filter().verdict, "kept");
    EXPECT_TRUE(experiments.filter().onlyPinned);
    EXPECT_TRUE(experiments.findChild<QTableView*>()->isColumnHidden(3));
}

TEST_F(WindowSession, aKernelOfTheTablesFilterComesBackWithItsRun)
{
    const auto window = openWindow();
    const auto* kernels = window->findChild<ProgressPage*>()->findChild<QComboBox*>();
    const QString key = kernels->itemText(1);
    auto session = window->session();
    auto look = session.lookAt(session.history);
    look.pages["page.experiments"] = QJsonObject {{"kernel", key}};
    session.remember(look);
    session.page = "page.experiments";
    const auto other = openWindow(session);
    auto& page = *other->findChild<ExperimentsPage*>();
    EXPECT_TRUE(page.asked().target.isValid());
    EXPECT_EQ(page.look()["kernel"].toString(), key);
}

TEST_F(WindowSession, eachHistoryIsAsItWasLeft)
{
    const auto window = openWindow();
    auto& experiments = *window->findChild<ExperimentsPage*>();
    experiments.setFilter({"mine", "", "", false});
    QSignalSpy shown(window.get(), &MainWindow::shown);
    window->evening().openExample();
    EXPECT_EQ(experiments.filter().text, "") << "a filter says nothing about another history";
    ASSERT_TRUE(shown.wait());
    experiments.setFilter({"example", "", "", false});
    emit window->evening().historyWanted(text(m_file.string()));
    EXPECT_EQ(experiments.filter().text, "mine");
    window->evening().openExample();
    EXPECT_EQ(experiments.filter().text, "example");
}

TEST_F(WindowSession, aThemeForOnceIsNoSetting)
{
    const auto window = openWindow();
    QSignalSpy saved(window.get(), &MainWindow::settingsChanged);
    const auto isDark = [] {
        return QApplication::palette().window().color()
            == paletteOf(Theme::dark()).window().color();
    };
    const auto isChecked = [&](const char* id) { return window->actions().find(id)->isChecked(); };
    Settings settings;
    settings.theme = ThemeChoice::Light;
    window->setThemeForOnce(ThemeChoice::Dark);
    window->apply(settings);
    EXPECT_TRUE(isDark());
    EXPECT_TRUE(isChecked("theme.dark"));
    QTimer::singleShot(0, window.get(), [] {
        if (auto* dialog = qobject_cast<SettingsDialog*>(QApplication::activeModalWidget()))
            dialog->accept();
    });
    window->actions().find("window.settings")->trigger();
    ASSERT_EQ(saved.count(), 1);
    EXPECT_EQ(window->settings().theme, ThemeChoice::Light) << "what is stored";
    EXPECT_TRUE(isDark()) << "once is not over";
    window->actions().find("theme.light")->trigger();
    EXPECT_FALSE(isDark()) << "the user has chosen";
    EXPECT_TRUE(isChecked("theme.light"));
}

TEST_F(WindowSession, aDamagedSessionOpensTheWindowAsOnTheFirstDay)
{
    Session session;
    session.geometry = "nonsense";
    session.panels = "nonsense";
    session.page = "run.new"; // no page
    session.logLevel = 77;
    session.tables = {{"experiments", 7}, {"runs", QJsonObject {{"columns", "none"}}}};
    const auto history = text(std::filesystem::absolute(m_file).string());
    session.remember({history, 0,
        {{"page.progress",
             QJsonObject {{"zoom", QJsonObject {{"run", 1}, {"axes", 5}}}, {"hidden", "all"},
                 {"kernel", 12}}},
            {"page.roofline", "flat"}, {"page.experiments", QJsonArray {1}}}});
    const auto window = openWindow(session);
    const auto fresh = openWindow();
    auto& progress = page<ProgressPage>(*window, MainWindow::View::Progress);
    EXPECT_TRUE(progress.chart().follows());
    fresh->showView(MainWindow::View::Progress);
    EXPECT_EQ(window->session().looks, fresh->session().looks);
    EXPECT_EQ(window->session().tables, fresh->session().tables);
    EXPECT_EQ(window->session().logLevel, 0);
}

TEST_F(WindowSession, aRunThatIsGoneIsTheNewest)
{
    Session session;
    session.remember({text(std::filesystem::absolute(m_file).string()), 99, {}});
    const auto window = openWindow(session);
    EXPECT_TRUE(QTest::qWaitFor([&] { return window->session().looks.front().run == 0; }));
}

TEST_F(WindowSession, resetLayoutClosesPanelsAndShowsAllColumns)
{
    const auto window = openWindow();
    const auto first = window->session();
    press(*window, Qt::Key_F9);
    auto& experiments = page<ExperimentsPage>(*window, MainWindow::View::Experiments);
    experiments.findChild<QTableView*>()->setColumnHidden(2, true);
    experiments.setFilter({"tile", "", "", false});
    zoom(page<ProgressPage>(*window, MainWindow::View::Progress).chart().plot());
    window->actions().find("window.reset")->trigger();
    const auto reset = window->session();
    EXPECT_FALSE(window->findChild<DockArea*>()->isOpen(SidePanels::kDetails));
    EXPECT_EQ(reset.tables, first.tables);
    EXPECT_EQ(reset.looks, first.looks);
    EXPECT_EQ(reset.page, "page.morning");
}

} // namespace
} // namespace autokernel::ui
