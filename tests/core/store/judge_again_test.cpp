// SPDX-License-Identifier: Apache-2.0
#include "history_fixture.h"

#include "judge/controls.h"
#include "judge/evidence_context.h"
#include "store/history_writer.h"
#include "store/judge_again.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

namespace autokernel::store {
namespace {

using test::unwrap;

struct JudgeAgain : test::HistoryTest
{
    // A candidate that is slower than the incumbent, judged as the engine does.
    static ExperimentRecord slower(RunId run, TargetId target)
    {
        auto record = test::experiment(run, target, 1);
        const auto key = test::rmsnorm().key();
        record.checks.clear();
        record.blocks = {{BlockPurpose::Quick, test::pairBlock(10, 0.9, 3)},
            {BlockPurpose::FirstGate, test::pairBlock(50, 0.9, 4)}};
        judge::Evidence evidence;
        evidence.requiredShapes = {key};
        evidence.first = {{key, 1, {}}};
        for (auto& stored : record.blocks) {
            stored.block.target = key;
            evidence.first[0].blocks.push_back(stored.block);
        }
        evidence.seed = record.seed;
        record.judgeContext = judge::contextOf(evidence);
        record.verdict = judge::judge(evidence, record.thresholds).verdict;
        return record;
    }
};

TEST_F(JudgeAgain, givesTheSameVerdictFromTheFile)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    const auto record = slower(run, target);
    const auto id = unwrap(history.recordExperiment(record));
    const auto again = unwrap(judgeAgain(unwrap(reader().experiment(id))));
    EXPECT_EQ(again.kind, record.verdict.kind);
    EXPECT_EQ(again.sentence, record.verdict.sentence);
}

TEST_F(JudgeAgain, judgesControlsByTheirOwnRule)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    auto record = test::experiment(run, target, 1);
    record.control = ControlKind::SlowerCode;
    record.judgeContext = {{"on_gpu", false}};
    record.blocks = {{BlockPurpose::Control, test::pairBlock(80, 1 / 1.02, 5)}};
    record.verdict = judge::verdictOf(
        judge::judgeSlowControl({&record.blocks[0].block, 1}, false, record.thresholds));
    unwrap(history.recordExperiment(record));
    EXPECT_TRUE(unwrap(judgeRunAgain(reader(), run)).changed.empty());
    record.control = ControlKind::SameCode; // the same pairs under the other rule
    unwrap(history.recordExperiment(record));
    EXPECT_EQ(unwrap(judgeRunAgain(reader(), run)).changed.size(), 1U);
}

TEST_F(JudgeAgain, goesThroughMoreThanOnePage)
{
    auto history = writer();
    history.database().sqlite().exec("PRAGMA synchronous = OFF");
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    auto record = slower(run, target);
    for (int i = 0; i < 501; ++i) {
        record.candidate = test::experiment(run, target, i).candidate;
        record.verdict.sentence = i == 500 ? "forged" : slower(run, target).verdict.sentence;
        unwrap(history.recordExperiment(record));
    }
    const auto judged = unwrap(judgeRunAgain(reader(), run));
    EXPECT_EQ(judged.experiments, 501);
    ASSERT_EQ(judged.changed.size(), 1U);
    EXPECT_EQ(judged.changed[0].stored.sentence, "forged");
}

TEST_F(JudgeAgain, aBlockOfAnotherShapeIsDamage)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    auto record = slower(run, target);
    record.blocks[1].block.target = "another";
    const auto id = unwrap(history.recordExperiment(record));
    const auto again = judgeAgain(unwrap(reader().experiment(id)));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::Corrupt);
}

} // namespace
} // namespace autokernel::store
