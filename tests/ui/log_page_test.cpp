// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/log_page.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
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

TEST(LogModelTest, NewLinesAreAddedAndALongLogBeginsAnew)
{
    LogModel model(Theme::light());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    auto lines = someLines();
    model.setLines(store::RunId {1}, lines);
    EXPECT_EQ(model.rowCount(), 3);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    lines.push_back({"2026-03-01T22:00:03.000Z", store::LogLevel::Info, "again"});
    model.setLines(store::RunId {1}, lines);
    EXPECT_EQ(model.rowCount(), 4);
    EXPECT_EQ(resets.count(), 0) << "whoever reads is not moved";
    lines.erase(lines.begin()); // only the last ones come
    model.setLines(store::RunId {1}, lines);
    EXPECT_EQ(model.rowCount(), 3);
    EXPECT_EQ(resets.count(), 1);
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
