// SPDX-License-Identifier: GPL-3.0-or-later
// Exporting as a user does it: by the window's actions, on a history.
#include "content_of.h"
#include "svg_extent.h"
#include "ui/dialogs/export_chart_dialog.h"
#include "ui/dialogs/export_file_dialog.h"
#include "window_fixture.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

namespace autokernel::ui {
namespace {

class ExportCommandsTest : public report::test::ReportTest
{
protected:
    ExportCommandsTest()
    {
        report();
        m_window = test::openWindow(m_file);
    }

    // Triggers an action whose dialog `act` works on.
    template <typename Dialog, typename Act> void inDialog(const char* action, Act act)
    {
        bool isSeen = false;
        QTimer::singleShot(0, m_window.get(), [&] {
            auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget());
            isSeen = dialog != nullptr;
            if (isSeen)
                act(*dialog);
            if (auto* left = QApplication::activeModalWidget())
                left->close();
        });
        trigger(action);
        EXPECT_TRUE(isSeen) << action;
    }
    void trigger(const char* action) { m_window->actions().find(action)->trigger(); }

    // Saves, and waits until the dialog has closed or says something else than that it writes.
    static bool save(ExportDialog& dialog)
    {
        const auto* said = dialog.findChild<QLabel*>("problem");
        dialog.accept();
        EXPECT_TRUE(QTest::qWaitFor(
            [&] { return !dialog.isVisible() || !said->text().startsWith("Writing"); }));
        return !dialog.isVisible();
    }
    QString path(const QString& name) { return m_out.filePath(name); }
    QByteArray contentOf(const QString& name) { return test::contentOf(path(name)); }
    // Of the picture that Ctrl+C takes while this chart has the focus.
    QString copiedFrom(QWidget* chart)
    {
        QApplication::clipboard()->setText("before");
        m_window->activateWindow(); // which a dialog may have taken
        EXPECT_TRUE(QTest::qWaitForWindowActive(m_window.get()));
        chart->setFocus();
        QTest::keyClick(m_window.get(), Qt::Key_C, Qt::ControlModifier);
        return titleOfPicture();
    }
    static QString titleOfPicture()
    {
        const auto svg = QApplication::clipboard()->mimeData()->data("image/svg+xml");
        return svg.isEmpty() ? "no picture" : test::SvgScan(svg).content().title;
    }

    QTemporaryDir m_out;
    std::unique_ptr<MainWindow> m_window;
};

TEST_F(ExportCommandsTest, anUnwritablePathKeepsTheDialogAndItsChoices)
{
    m_window->showView(MainWindow::View::Progress);
    inDialog<ExportChartDialog>("export.chart", [&](ExportChartDialog& dialog) {
        dialog.findChild<QSpinBox*>("width")->setValue(1301);
        dialog.setFile("/nowhere/at/all/chart.png");
        EXPECT_FALSE(save(dialog));
        EXPECT_TRUE(dialog.findChild<QLabel*>("problem")->text().contains("/nowhere/at/all"));
        EXPECT_EQ(dialog.choices().size.pixels.width(), 1301);
        dialog.setFile(path("chart.png"));
        EXPECT_TRUE(save(dialog));
    });
    EXPECT_EQ(QImage(path("chart.png")).size(), QSize(1301, 900));
    inDialog<ExportChartDialog>("export.chart", [&](const ExportChartDialog& dialog) {
        EXPECT_EQ(dialog.choices().size.pixels.width(), 1301) << "offered again";
        EXPECT_TRUE(dialog.file().startsWith(m_out.path())) << dialog.file().toStdString();
    });
}

TEST_F(ExportCommandsTest, theChartIsThatOfThePageOnWhichTheDialogWasOpened)
{
    m_window->showView(MainWindow::View::Progress);
    inDialog<ExportChartDialog>("export.chart", [&](ExportChartDialog& dialog) {
        m_window->showView(MainWindow::View::Roofline);
        dialog.setFile(path("mine.csv"));
        EXPECT_TRUE(save(dialog));
    });
    inDialog<ExportChartDialog>("export.chart", [&](ExportChartDialog& dialog) {
        m_window->showView(MainWindow::View::Experiments); // has no chart
        dialog.setFile(path("roofline.csv"));
        EXPECT_TRUE(save(dialog));
    });
    m_window->showView(MainWindow::View::Progress);
    inDialog<ExportChartDialog>("export.chart", [&](ExportChartDialog& dialog) {
        dialog.setFile(path("progress.csv"));
        EXPECT_TRUE(save(dialog));
    });
    EXPECT_EQ(contentOf("mine.csv"), contentOf("progress.csv"));
    EXPECT_NE(contentOf("mine.csv"), contentOf("roofline.csv"));
}

TEST_F(ExportCommandsTest, theReportIsWrittenInTheFormatThatWasChosen)
{
    for (const auto& [format, name, begin] :
        {std::tuple(0, "r.html", "<!DOCTYPE html>"), std::tuple(1, "r.pdf", "%PDF-"),
            std::tuple(2, "r.md", "# gpt2"), std::tuple(3, "r.json", "{")}) {
        inDialog<ExportFileDialog>(
            "export.report", [&, format = format, name = name](ExportFileDialog& dialog) {
                dialog.setFormat(format);
                dialog.setFile(path(name));
                EXPECT_TRUE(save(dialog)) << name;
            });
        EXPECT_TRUE(contentOf(name).startsWith(begin)) << name;
    }
    inDialog<ExportFileDialog>("export.report", [&](ExportFileDialog& dialog) {
        dialog.setFile("/nowhere/at/all/r.pdf");
        EXPECT_FALSE(save(dialog));
        EXPECT_TRUE(dialog.findChild<QLabel*>("problem")->text().contains("/nowhere/at/all"));
    });
}

TEST_F(ExportCommandsTest, theTableHoldsAllRowsThoughOnlySomeAreSeen)
{
    m_window->showView(MainWindow::View::Experiments);
    inDialog<ExportFileDialog>("export.table", [&](ExportFileDialog& dialog) {
        dialog.setFile(path("table.csv"));
        EXPECT_TRUE(save(dialog));
    });
    EXPECT_EQ(contentOf("table.csv").count("\r\n"), 191);
}

TEST_F(ExportCommandsTest, theFormatOfTheTableIsOfferedAgainNextTime)
{
    QSignalSpy changed(m_window.get(), &MainWindow::settingsChanged);
    inDialog<ExportFileDialog>("export.table", [&](ExportFileDialog& dialog) {
        EXPECT_TRUE(dialog.file().endsWith(".csv"));
        dialog.setFormat(2);
        dialog.setFile(path("table.json"));
        EXPECT_TRUE(save(dialog));
    });
    EXPECT_EQ(Json::parse(contentOf("table.json").toStdString())["experiments"].size(), 190U);
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(m_window->settings().exports.tableFormat, "json");
    m_window = test::openWindow(m_file);
    Settings settings;
    settings.exports.tableFormat = "json";
    m_window->apply(settings);
    inDialog<ExportFileDialog>("export.table", [&](const ExportFileDialog& dialog) {
        EXPECT_EQ(dialog.format(), 2);
        EXPECT_TRUE(dialog.file().endsWith(".json")) << dialog.file().toStdString();
    });
}

TEST_F(ExportCommandsTest, copyTakesWhatHasTheFocus)
{
    auto& clipboard = *QApplication::clipboard();
    m_window->showView(MainWindow::View::Experiments);
    auto* table = m_window->findChild<ExperimentsPage*>()->findChild<QTableView*>();
    const auto* model = table->model();
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return model->rowCount() > 2 && model->index(1, 0).data().isValid(); }));
    table->setFocus();
    table->selectRow(1);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    const auto lines = clipboard.text().split('\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 2) << clipboard.text().toStdString();
    EXPECT_TRUE(lines[0].contains("over eager"));
    EXPECT_TRUE(lines[1].startsWith("#189\t")) << lines[1].toStdString();
    // A field keeps its own copy.
    auto* search = m_window->findChild<ExperimentsPage*>()->findChild<QLineEdit*>();
    search->setText("tile");
    search->setFocus();
    search->selectAll();
    QTest::keyClick(search, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(clipboard.text(), "tile");
    m_window->showView(MainWindow::View::Progress);
    m_window->findChild<ProgressView*>()->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key_C, Qt::ControlModifier);
    EXPECT_TRUE(clipboard.mimeData()->hasImage());
    EXPECT_TRUE(clipboard.mimeData()->hasFormat("image/svg+xml"));
}

TEST_F(ExportCommandsTest, theChartThatHasTheFocusIsTheOneThatIsTaken)
{
    m_window->showView(MainWindow::View::Morning);
    auto* morning = m_window->findChild<MorningPage*>();
    auto* ladder = morning->findChild<LadderView*>();
    EXPECT_TRUE(copiedFrom(ladder).contains("every way to compute it"));
    EXPECT_TRUE(copiedFrom(morning->findChild<ModelView*>()).contains("whole model"));
    // Its menu is opened by a click that gives it the focus, or by a key where it has that.
    QTest::mouseClick(&ladder->plot(), Qt::RightButton, {}, ladder->plot().rect().center());
    EXPECT_TRUE(ladder->actions().contains(m_window->actions().find("export.copyChart")));
    trigger("export.copyChart");
    EXPECT_TRUE(titleOfPicture().contains("every way to compute it"));
    inDialog<ExportChartDialog>("export.chart", [&](const ExportChartDialog& dialog) {
        EXPECT_EQ(dialog.chart(), 1);
        EXPECT_TRUE(dialog.file().endsWith("ladder.png")) << dialog.file().toStdString();
        EXPECT_TRUE(dialog.choices().title.contains("every way to compute it"));
    });
    m_window->showView(MainWindow::View::Progress);
    auto* progress = m_window->findChild<ProgressPage*>();
    EXPECT_THAT(copiedFrom(progress->findChild<ModelView*>()).toStdString(),
        testing::HasSubstr("whole model"));
    EXPECT_THAT(
        copiedFrom(&progress->chart()).toStdString(), testing::HasSubstr("of each experiment"));
}

TEST_F(ExportCommandsTest, theChartsOfRunsAndOfADiffAreTakenToo)
{
    m_window->showView(MainWindow::View::Runs);
    auto* compare = m_window->findChild<CompareChart*>();
    ASSERT_TRUE(QTest::qWaitFor([&] { return compare->isVisible(); }));
    EXPECT_TRUE(copiedFrom(compare).contains("speedup over eager, run 1"));
    inDialog<ExportChartDialog>("export.chart", [&](ExportChartDialog& dialog) {
        dialog.setFile(path("runs.csv"));
        EXPECT_TRUE(save(dialog));
    });
    EXPECT_TRUE(contentOf("runs.csv").startsWith("run,experiment,speedup_over_eager\r\nrun 1,"));
    m_window->findChild<AgainstChooser*>()->setChoice({Against::Starter, 0});
    m_window->pickBest();
    auto* times = m_window->findChild<TimingView*>();
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return !m_window->findChild<DiffPage*>()->patchText().empty(); }, 3000));
    ASSERT_TRUE(times->isVisible());
    EXPECT_THAT(copiedFrom(times).toStdString(), testing::StartsWith("Time of one call: #"));
    m_window->findChild<DiffView*>()->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key_C, Qt::ControlModifier);
    EXPECT_THAT(QApplication::clipboard()->text().toStdString(),
        testing::StartsWith("# AutoKernel, run 1, experiment #"));
}

TEST_F(ExportCommandsTest, smallMultiplesAreOfferedInAHeightThatHasRoomForThem)
{
    m_window->showView(MainWindow::View::Progress);
    auto* progress = m_window->findChild<ProgressPage*>();
    progress->chooseKernel("Small multiples");
    ASSERT_EQ(progress->chart().arrangement(), ProgressView::Arrangement::Multiples);
    ASSERT_FALSE(progress->charts().empty());
    int offered = 0;
    inDialog<ExportChartDialog>("export.chart", [&](ExportChartDialog& dialog) {
        offered = dialog.choices().size.pixels.height();
        dialog.setFile(path("many.png"));
        EXPECT_TRUE(save(dialog)) << dialog.findChild<QLabel*>("problem")->text().toStdString();
    });
    EXPECT_GT(offered, 900);
    m_window->showView(MainWindow::View::Roofline);
    inDialog<ExportChartDialog>("export.chart", [&](const ExportChartDialog& dialog) {
        EXPECT_EQ(dialog.choices().size.pixels.height(), 900) << "one chart's need is no choice";
    });
}

TEST_F(ExportCommandsTest, whatWasChosenForAChartIsOfferedInTheNextWindow)
{
    QSignalSpy changed(m_window.get(), &MainWindow::settingsChanged);
    m_window->showView(MainWindow::View::Roofline);
    inDialog<ExportChartDialog>("export.chart", [&](ExportChartDialog& dialog) {
        dialog.findChild<QSpinBox*>("width")->setValue(1300);
        dialog.findChild<QSpinBox*>("dots")->setValue(150);
        dialog.findChildren<QComboBox*>().last()->setCurrentText("Print");
        dialog.setFile(path("chart.svg"));
        EXPECT_TRUE(save(dialog));
    });
    ASSERT_EQ(changed.count(), 1);
    const auto settings = m_window->settings();
    EXPECT_EQ(settings.exports.chartColors, "print");
    EXPECT_EQ(settings.exports.folder, m_out.path());
    m_window = test::openWindow(m_file);
    m_window->apply(settings);
    m_window->showView(MainWindow::View::Roofline);
    inDialog<ExportChartDialog>("export.chart", [&](const ExportChartDialog& dialog) {
        const auto choices = dialog.choices();
        EXPECT_EQ(choices.size.pixels, QSize(1300, 900));
        EXPECT_EQ(choices.size.dotsPerInch, 150);
        EXPECT_EQ(choices.colors, ChartColors::Print);
        EXPECT_TRUE(choices.file.startsWith(m_out.path()) && choices.file.endsWith(".svg"))
            << choices.file.toStdString();
    });
    inDialog<ExportFileDialog>("export.report", [&](ExportFileDialog& dialog) {
        dialog.setFormat(2);
        dialog.setFile(path("r.md"));
        EXPECT_TRUE(save(dialog));
    });
    EXPECT_EQ(m_window->settings().exports.reportFormat, "md");
}

TEST_F(ExportCommandsTest, selectedRowsThatWereNeverSeenAreCopiedFromTheHistory)
{
    auto& clipboard = *QApplication::clipboard();
    clipboard.setText("before");
    m_window->showView(MainWindow::View::Experiments);
    auto* table = m_window->findChild<ExperimentsPage*>()->findChild<QTableView*>();
    const auto* model = table->model();
    ASSERT_TRUE(QTest::qWaitFor([&] { return model->rowCount() == 190; }));
    ASSERT_FALSE(model->index(180, 0).data().isValid()) << "nobody scrolled there";
    table->setFocus();
    table->selectionModel()->select({model->index(180, 0), model->index(182, 0)},
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    ASSERT_TRUE(QTest::qWaitFor([&] { return clipboard.text() != "before"; }));
    const auto lines = clipboard.text().split('\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 4) << clipboard.text().toStdString();
    EXPECT_EQ(lines[1].section('\t', 1, 1), "10") << "the number, newest first";
    EXPECT_EQ(lines[3].section('\t', 1, 1), "8");
}

TEST_F(ExportCommandsTest, theReportIsCopiedAsHtmlAndMarkdown)
{
    QApplication::clipboard()->setText("before"); // a clear one has no data to ask
    trigger("export.copyReport");
    ASSERT_TRUE(QTest::qWaitFor([] { return QApplication::clipboard()->mimeData()->hasHtml(); }));
    EXPECT_TRUE(QApplication::clipboard()->text().startsWith("# gpt2"));
}

TEST_F(ExportCommandsTest, aDiffIsCopiedOnceACandidateIsShown)
{
    QApplication::clipboard()->setText("before");
    trigger("export.copyPatch");
    EXPECT_EQ(QApplication::clipboard()->text(), "before") << "no candidate is shown";
    m_window->findChild<AgainstChooser*>()->setChoice({Against::Starter, 0});
    m_window->pickBest();
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return !m_window->findChild<DiffPage*>()->patchText().empty(); }, 3000))
        << "the champion differs from its starter";
    trigger("export.copyPatch");
    EXPECT_TRUE(QApplication::clipboard()->text().startsWith("# AutoKernel, run 1, experiment #"));
    inDialog<ExportFileDialog>("export.patch", [&](ExportFileDialog& dialog) {
        dialog.setFile(path("champion.patch"));
        EXPECT_TRUE(save(dialog));
    });
    EXPECT_TRUE(contentOf("champion.patch").contains("\n+++ candidate\n"));
}

} // namespace
} // namespace autokernel::ui
