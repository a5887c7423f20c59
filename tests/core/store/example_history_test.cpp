// SPDX-License-Identifier: Apache-2.0
// The recorded run that ships (resources/example): it is read as any other, where nothing can be
// written too, and the judge says of its samples what it said when they were taken.
#include "base/files.h"
#include "store/judge_again.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace autokernel::store {
namespace {

namespace fs = std::filesystem;

class ExampleHistory : public testing::Test
{
protected:
    ExampleHistory()
        : m_file(m_folder.path() / "history.db")
    {
        fs::copy_file(installationRoot() / "resources/example/history.db", m_file);
        fs::permissions(m_folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
    }
    ~ExampleHistory() override { fs::permissions(m_folder.path(), fs::perms::owner_all); }

    TemporaryDirectory m_folder;
    fs::path m_file;
};

TEST_F(ExampleHistory, isSmallAndShowsEveryKindOfContent)
{
    EXPECT_LT(fs::file_size(m_file), std::uintmax_t {2} << 20U);
    const auto reader = HistoryReader::open(m_file);
    ASSERT_TRUE(reader) << reader.error().message;
    const auto runs = reader->runs();
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->size(), 1U);
    EXPECT_EQ(runs->front().state, RunState::Finished);
    const auto run = runs->front().id;
    auto details = reader->run(run);
    ASSERT_TRUE(details);
    for (const char* verdict : {"kept", "reverted", "inconclusive"})
        EXPECT_GT(details->verdictCounts[verdict], 0) << verdict;
    EXPECT_GE(reader->ladder(run)->size(), 3U);
    EXPECT_GE(reader->endToEnd(run)->size(), 2U);
    EXPECT_TRUE(reader->latestRoofs(details->deviceId)->has_value());
    EXPECT_TRUE(reader->profile(run)->has_value());
    EXPECT_FALSE(reader->logLines(run)->empty());
}

TEST_F(ExampleHistory, theJudgeSaysTheSameAgain)
{
    const auto reader = HistoryReader::open(m_file);
    ASSERT_TRUE(reader) << reader.error().message;
    const auto run = reader->lastRun();
    ASSERT_TRUE(run);
    const auto judged = judgeRunAgain(*reader, *run);
    ASSERT_TRUE(judged) << judged.error().message;
    EXPECT_GE(judged->experiments, 10);
    for (const auto& changed : judged->changed)
        ADD_FAILURE() << changed.experiment.value << " was " << changed.stored.sentence
                      << " and is " << changed.again.sentence;
}

TEST_F(ExampleHistory, readingItLeavesNothingBesideIt)
{
    fs::permissions(m_folder.path(), fs::perms::owner_all);
    {
        const auto reader = HistoryReader::open(m_file);
        ASSERT_TRUE(reader) << reader.error().message;
        ASSERT_TRUE(reader->runs());
        EXPECT_FALSE(fs::exists(m_file.string() + "-wal"));
        EXPECT_FALSE(fs::exists(m_file.string() + "-shm"));
    }
    EXPECT_EQ(std::distance(fs::directory_iterator(m_folder.path()), {}), 1);
}

} // namespace
} // namespace autokernel::store
