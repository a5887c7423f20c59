// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_page.h"
#include "ui/theme/metrics.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QItemSelectionModel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

std::vector<store::LogLine> someLines()
{
    return {{"2026-03-01T22:00:00.000Z", store::LogLevel::Info, "the worker is up"},
        {"2026-03-01T22:00:01.000Z", store::LogLevel::Warning, "the Worker died"},
        {"2026-03-01T22:00:02.000Z", store::LogLevel::Error, "no compiler"}};
}

TEST(LogModelTest, NewLinesAreAddedAndOldOnesLeaveWhileASelectionStays)
{
    LogModel model(Theme::light());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QItemSelectionModel selection(&model);
    auto lines = someLines();
    model.setLines(store::RunId {1}, lines);
    EXPECT_EQ(model.rowCount(), 3);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    lines.push_back({"2026-03-01T22:00:03.000Z", store::LogLevel::Info, "again"});
    model.setLines(store::RunId {1}, lines);
    EXPECT_EQ(model.rowCount(), 4);
    selection.select(model.index(2, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    lines.erase(lines.begin(), lines.begin() + 2); // only the last ones come
    lines.push_back({"2026-03-01T22:00:04.000Z", store::LogLevel::Info, "and again"});
    model.setLines(store::RunId {1}, lines);
    EXPECT_EQ(resets.count(), 0) << "whoever reads is not moved";
    ASSERT_EQ(model.rowCount(), 3);
    EXPECT_TRUE(model.lineAt(0).endsWith("no compiler"));
    EXPECT_TRUE(model.lineAt(2).endsWith("and again"));
    ASSERT_EQ(selection.selectedRows().size(), 1);
    EXPECT_EQ(selection.selectedRows().front().row(), 0) << "the same line";
}

TEST(LogModelTest, KernelsHaveTheirShortNamesAndACopyIsAsItWasLogged)
{
    LogModel model(Theme::light());
    const std::string key = "matmul/linear fp32 K=8,N=16";
    model.setLines(
        store::RunId {1}, {{"2026-03-01T22:00:00.000Z", store::LogLevel::Info, key + ": -0.3 %"}});
    model.setKernelNames({{key, "matmul/linear N=16"}});
    const auto cell = model.index(0, LogModel::Text);
    EXPECT_EQ(cell.data().toString().toStdString(), "matmul/linear N=16: −0.3 %");
    EXPECT_EQ(cell.data(Qt::ToolTipRole).toString().toStdString(), key + ": -0.3 %");
    EXPECT_TRUE(model.lineAt(0).endsWith(QString::fromStdString(key + ": -0.3 %")));
}

TEST(LogModelTest, AnOpOfAnOlderHistoryIsItsKernel)
{
    LogModel model(Theme::light());
    model.setKernelNames({{"matmul/linear_bias fp32 K=768,N=768", "matmul/linear_bias N=768"},
        {"rmsnorm/default fp32 D=8", "rmsnorm"}});
    model.setLines(store::RunId {1},
        {{"2026-03-01T22:00:00.000Z", store::LogLevel::Info, "matmul_linear_bias_k768_n768 stays"},
            {"2026-03-01T22:00:00.000Z", store::LogLevel::Info, "rmsnorm_d8 stays"},
            {"2026-03-01T22:00:00.000Z", store::LogLevel::Info, "rmsnorm_d80 stays"}});
    const auto said = [&](int row) { return model.index(row, LogModel::Text).data().toString(); };
    EXPECT_EQ(said(0), "matmul/linear_bias N=768 stays");
    EXPECT_EQ(said(1), "rmsnorm stays");
    EXPECT_EQ(said(2), "rmsnorm_d80 stays") << "another one's";
}

TEST(LogTableTest, ALineThatIsTooLongWraps)
{
    LogModel model(Theme::light());
    LogTable table(model);
    table.resize(1000, 300);
    table.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&table));
    const std::string sentence = "The champion against the original holds, and so does the next. ";
    model.setLines(store::RunId {1},
        {{"2026-03-01T22:00:00.000Z", store::LogLevel::Info, "short"},
            {"2026-03-01T22:00:00.000Z", store::LogLevel::Info, sentence + sentence}});
    EXPECT_EQ(table.rowHeight(0), kLogRowHeight);
    const int wide = table.rowHeight(1);
    table.resize(500, 300);
    QApplication::processEvents();
    EXPECT_GT(table.rowHeight(1), wide);
    EXPECT_EQ(table.rowHeight(0), kLogRowHeight);
}

TEST(LogModelTest, WhatTheFilterHidesLeavesToo)
{
    LogModel model(Theme::light());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    auto lines = someLines();
    model.setLines(store::RunId {1}, lines);
    model.setFilter(store::LogLevel::Error, {});
    ASSERT_EQ(model.rowCount(), 1);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    lines.erase(lines.begin());
    model.setLines(store::RunId {1}, lines);
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_TRUE(model.lineAt(0).endsWith("no compiler"));
    lines = {{"2026-03-01T23:00:00.000Z", store::LogLevel::Error, "much later"}};
    EXPECT_EQ(resets.count(), 0);
    model.setLines(store::RunId {1}, lines); // none of the known ones is among them
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_TRUE(model.lineAt(0).endsWith("much later"));
    EXPECT_EQ(resets.count(), 1);
}

TEST(LogTableTest, TheLineThatIsReadStaysInItsPlace)
{
    LogModel model(Theme::light());
    LogTable table(model);
    table.resize(600, 200);
    table.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&table));
    std::vector<store::LogLine> lines;
    for (int i = 0; i < 1'000; ++i)
        lines.push_back({"2026-03-01T22:00:00.000Z", store::LogLevel::Info, std::to_string(i)});
    const auto topLine = [&] { return model.lineAt(table.rowAt(1)).section('\t', -1); };
    const auto slide = [&] { // as a run logs ten lines more
        lines.erase(lines.begin(), lines.begin() + 10);
        for (int i = 0; i < 10; ++i)
            lines.push_back({"2026-03-01T23:00:00.000Z", store::LogLevel::Info, "later"});
        model.setLines(store::RunId {1}, lines);
        QApplication::processEvents();
    };
    model.setLines(store::RunId {1}, lines);
    QApplication::processEvents();
    auto* bar = table.verticalScrollBar();
    ASSERT_EQ(bar->value(), bar->maximum()) << "the end is followed";
    slide();
    EXPECT_EQ(bar->value(), bar->maximum());
    table.scrollTo(model.index(500, 0), QAbstractItemView::PositionAtTop);
    const auto read = topLine();
    slide();
    EXPECT_EQ(topLine(), read) << "at " << bar->value() << " of " << bar->maximum();
}

TEST(LogModelTest, FiltersByLevelAndText)
{
    LogModel model(Theme::light());
    model.setLines(store::RunId {1}, someLines());
    model.setFilter(store::LogLevel::Warning, {});
    EXPECT_EQ(model.rowCount(), 2);
    model.setFilter(store::LogLevel::Debug, TextMatch("worker"));
    EXPECT_EQ(model.rowCount(), 2) << "whatever the case";
    auto lines = someLines();
    lines.push_back({"2026-03-01T22:00:03.000Z", store::LogLevel::Info, "not this one"});
    lines.push_back({"2026-03-01T22:00:04.000Z", store::LogLevel::Info, "a worker again"});
    model.setLines(store::RunId {1}, lines);
    EXPECT_EQ(model.rowCount(), 3) << "new lines pass the filter too";
}

TEST(LogPageTest, CopiesWhatIsShown)
{
    LogPage page(Theme::light());
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->log = someLines();
    page.present(snapshot);
    page.setLevel(3);
    page.copy();
    EXPECT_EQ(QApplication::clipboard()->text(), "2026-03-01T22:00:02.000Z\terror\tno compiler");
    page.setLevel(99); // of a damaged session
    EXPECT_EQ(page.level(), 3);
}

TEST(LogPageTest, OpensTheFolderOfTheHistory)
{
    LogPage page(Theme::light());
    QSignalSpy wanted(&page, &LogPage::folderWanted);
    QPushButton* button = nullptr;
    for (auto* each : page.findChildren<QPushButton*>())
        if (each->text() == "Open folder")
            button = each;
    ASSERT_NE(button, nullptr);
    page.present(std::make_shared<Snapshot>());
    EXPECT_FALSE(button->isEnabled()) << "no history is open";
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->history = "/some/where/history.db";
    page.present(snapshot);
    button->click();
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted.front().front().toString(), "/some/where");
}

TEST(LogPageTest, SearchesByWordsOrAnExpression)
{
    LogPage page(Theme::light());
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->log = someLines();
    page.present(snapshot);
    page.findChild<SearchBox*>()->setSearch("^the .*d$", true);
    EXPECT_TRUE(QTest::qWaitFor([&] { return page.model().rowCount() == 1; }));
    EXPECT_TRUE(page.isFiltered());
    page.findChild<SearchBox*>()->setSearch("up worker", false);
    EXPECT_TRUE(QTest::qWaitFor(
        [&] { return page.model().rowCount() == 1 && page.model().lineAt(0).endsWith("up"); }));
}

} // namespace
} // namespace autokernel::ui
