// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/history_fixture.h"
#include "ui/bridge/history_feed.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <fstream>

namespace autokernel::ui {
namespace {

using HistoryFeedTest = store::test::HistoryTest;

// SQLite makes an empty file before it writes a history into it.
TEST_F(HistoryFeedTest, aRunAppearsThoughTheFileWasEmptyWhenItWasFirstLookedAt)
{
    std::ofstream {m_file};
    HistoryFeed feed;
    SnapshotPtr shown;
    QObject::connect(&feed, &HistoryFeed::snapshot, &feed,
        [&](const SnapshotPtr& snapshot) { shown = snapshot; });
    feed.open(m_file);
    ASSERT_TRUE(QTest::qWaitFor([&] { return shown != nullptr; }));
    EXPECT_FALSE(shown->newest.isValid());
    auto history = writer();
    const auto run = newRun(history);
    EXPECT_TRUE(QTest::qWaitFor([&] { return shown->newest == run; }));
}

TEST_F(HistoryFeedTest, aHistoryThatIsNotThereHasNoRunsInsteadOfThoseOfTheOneBefore)
{
    auto history = writer();
    newRun(history);
    HistoryFeed feed;
    RunLinesPtr lines;
    QObject::connect(
        &feed, &HistoryFeed::runs, &feed, [&](const RunLinesPtr& each) { lines = each; });
    feed.open(m_file);
    feed.loadRuns();
    ASSERT_TRUE(QTest::qWaitFor([&] { return lines && lines->size() == 1; }));
    feed.open(m_folder.path() / "absent.db");
    feed.loadRuns();
    EXPECT_TRUE(QTest::qWaitFor([&] { return lines->empty(); }));
}

} // namespace
} // namespace autokernel::ui
