// SPDX-License-Identifier: Apache-2.0
#include "history_fixture.h"

#include "store/annotations.h"
#include "store/migrations.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

namespace autokernel::store {
namespace {

using test::unwrap;
using testing::ElementsAre;
using testing::HasSubstr;

struct AnnotationsTest : test::HistoryTest
{
    AnnotationsTest()
    {
        auto history = writer();
        m_run = newRun(history);
        m_target = unwrap(history.recordTarget(m_run, test::rmsnorm(), 1));
        for (int i = 0; i < 3; ++i)
            m_ids.push_back(unwrap(history.recordExperiment(test::experiment(m_run, m_target, i))));
    }
    AnnotationWriter annotations() const { return unwrap(AnnotationWriter::open(m_file)); }
    RunAnnotations stored() const { return unwrap(readAnnotations(reader(), m_run)); }
    // As a history of the version before annotations was left.
    void makeOld() const
    {
        SQLite::Database file(m_file.string(), SQLite::OPEN_READWRITE);
        file.exec("DROP TABLE experiment_annotations; DROP TABLE run_annotations; DROP TABLE "
                  "baselines; PRAGMA user_version = 3");
    }

    RunId m_run;
    TargetId m_target;
    std::vector<ExperimentId> m_ids;
};

TEST_F(AnnotationsTest, GiveBackWhatWasStoredAndForgetWhatSaysNothing)
{
    auto file = annotations();
    unwrap(file.annotate(m_ids[1], {true, "  look at the tail\n", {"slow", " slow ", "", "b"}}));
    unwrap(file.annotate(m_run, {false, "the night of the new driver", {}}));
    unwrap(file.setBaseline(m_run, m_target, m_ids[0]));
    auto now = stored();
    EXPECT_EQ(now.experiments.size(), 1u);
    EXPECT_EQ(now.experiments.at(m_ids[1]), (Annotation {true, "look at the tail", {"b", "slow"}}));
    EXPECT_EQ(now.run.note, "the night of the new driver");
    EXPECT_EQ(now.baselines.at(m_target), m_ids[0]);
    unwrap(file.annotate(m_ids[1], {}));
    unwrap(file.annotate(m_run, {}));
    unwrap(file.setBaseline(m_run, m_target, {}));
    now = stored();
    EXPECT_TRUE(now.experiments.empty());
    EXPECT_TRUE(now.run.isEmpty());
    EXPECT_TRUE(now.baselines.empty());
}

TEST_F(AnnotationsTest, AreWrittenWhileARunHoldsTheHistory)
{
    auto run = writer();
    unwrap(annotations().annotate(m_ids[0], {true, "", {}}));
    const auto later = unwrap(run.recordExperiment(test::experiment(m_run, m_target, 7)));
    unwrap(annotations().annotate(later, {false, "while it runs", {}}));
    unwrap(run.setRunState(m_run, RunState::Finished, "done"));
    EXPECT_EQ(stored().experiments.size(), 2u);
}

TEST_F(AnnotationsTest, WaitForAnotherWriterAndSaySoWhenItLasts)
{
    auto file = annotations();
    file.database().sqlite().setBusyTimeout(20);
    SQLite::Database other(m_file.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    const auto refused = file.annotate(m_ids[0], {true, "", {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Locked);
    other.exec("COMMIT");
    EXPECT_TRUE(file.annotate(m_ids[0], {true, "", {}}));
}

TEST_F(AnnotationsTest, SayThatTheDiskIsFullAndStoreNothing)
{
    auto file = annotations();
    file.database().limitBytes(std::filesystem::file_size(m_file));
    const auto refused = file.annotate(m_ids[0], {false, std::string(16'000, 'x'), {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Io);
    EXPECT_THAT(refused.error().message, HasSubstr("no space left"));
    EXPECT_TRUE(stored().experiments.empty());
}

TEST_F(AnnotationsTest, RefuseWhatIsNotThereOrTooLong)
{
    auto file = annotations();
    EXPECT_EQ(file.annotate(ExperimentId {99}, {true, "", {}}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(file.annotate(RunId {99}, {true, "", {}}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(file.setBaseline(m_run, TargetId {99}, m_ids[0]).error().code, ErrorCode::NotFound);
    EXPECT_EQ(file.annotate(m_ids[0], {false, std::string(20'000, 'x'), {}}).error().code,
        ErrorCode::InvalidInput);
    EXPECT_EQ(file.annotate(m_ids[0], {false, "", {std::string(65, 't')}}).error().code,
        ErrorCode::InvalidInput);
}

TEST_F(AnnotationsTest, NeedAHistory)
{
    const auto missing = AnnotationWriter::open(m_folder.path() / "none.db");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(std::filesystem::exists(m_folder.path() / "none.db"));
}

TEST_F(AnnotationsTest, FindExperimentsByPinTagAndNote)
{
    auto file = annotations();
    unwrap(file.annotate(m_ids[0], {true, "", {"tail"}}));
    unwrap(file.annotate(m_ids[2], {false, "Odd cache misses", {"tail", "cache"}}));
    const auto found = [&](ExperimentQuery query) {
        query.run = m_run;
        std::vector<std::int64_t> numbers;
        for (const auto& row : unwrap(reader().experiments(query)))
            numbers.push_back(row.number);
        return numbers;
    };
    ExperimentQuery pinned;
    pinned.onlyPinned = true;
    EXPECT_THAT(found(pinned), ElementsAre(1));
    ExperimentQuery tagged;
    tagged.tag = "tail";
    EXPECT_THAT(found(tagged), ElementsAre(3, 1));
    tagged.tag = "tai";
    EXPECT_THAT(found(tagged), testing::IsEmpty()) << "a tag is whole";
    ExperimentQuery noted;
    noted.text = "CACHE";
    EXPECT_THAT(found(noted), ElementsAre(3));
}

TEST_F(AnnotationsTest, AnOlderHistoryIsReadAndBroughtUpToDateByTheFirstPin)
{
    makeOld();
    EXPECT_TRUE(stored().experiments.empty()) << "read as it is";
    ExperimentQuery pinned;
    pinned.onlyPinned = true;
    EXPECT_TRUE(unwrap(reader().experiments(pinned)).empty());
    {
        SQLite::Database file(m_file.string(), SQLite::OPEN_READONLY);
        EXPECT_EQ(file.execAndGet("PRAGMA user_version").getInt(), 3) << "reading changed it";
    }
    unwrap(annotations().annotate(m_ids[0], {true, "", {}}));
    EXPECT_EQ(stored().experiments.size(), 1u);
    EXPECT_EQ(reader().database().storedVersion(), schemaVersion());
}

TEST_F(AnnotationsTest, AnOlderHistoryThatARunWritesIsLeftAlone)
{
    makeOld();
    const auto lock = unwrap(ProjectLock::acquire(m_file));
    const auto refused = AnnotationWriter::open(m_file);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Locked);
    EXPECT_THAT(refused.error().message, HasSubstr("older AutoKernel"));
    EXPECT_EQ(reader().database().storedVersion(), 3);
}

TEST(Tags, AreSeparatedByCommas)
{
    EXPECT_THAT(tagsFromText(" slow,, look again ,slow"), ElementsAre("look again", "slow"));
    EXPECT_EQ(textOfTags({"a", "b c"}), "a, b c");
    EXPECT_TRUE(tagsFromText(" , ").empty());
}

} // namespace
} // namespace autokernel::store
