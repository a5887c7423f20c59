// SPDX-License-Identifier: Apache-2.0
#include "history_fixture.h"

#include "store/history_reader.h"
#include "store/history_writer.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cmath>

namespace autokernel::store {
namespace {

using test::unwrap;
struct ExperimentRecords : test::HistoryTest
{
};

TEST_F(ExperimentRecords, GiveBackAnExperimentWithAllItsEvidence)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 0.25));
    const auto starter = test::experiment(run, target, 0);
    const auto parent = unwrap(history.recordCandidate(target, starter.candidate));
    ExperimentRecord e = test::experiment(run, target, 1);
    e.parents = {parent};
    e.incumbent = parent;
    e.verdict = {judge::VerdictKind::Kept, "confirmed", "4 % faster than the incumbent, 3 to 5 %."};
    e.stageReached = ExperimentStage::Estimate;
    e.checks.push_back(test::stage(protocol::Stage::ShapeSweep, 12, 0.9));
    e.checks.push_back(test::stage(protocol::Stage::Sanitizer, 0));
    e.checks.back().skipped = "the compiler has no sanitizer runtime";
    e.checks[0].cases[0].worstMaxRatio = std::nan("");
    e.blocks.push_back({BlockPurpose::Estimate, test::pairBlock(30, 1.04, 5)});
    e.keep = Keep {GainOrigin::Search, {1.04, 1.03, 1.05}, SpeedupInterval {1.9, 1.8, 2.0}};
    const auto id = unwrap(history.recordExperiment(e));
    unwrap(history.recordRevalidation(id, test::pairBlock(20, 1.03, 6)));

    const auto full = unwrap(reader().experiment(id));
    EXPECT_EQ(full.row.number, 1);
    EXPECT_EQ(full.row.targetKey, test::rmsnorm().key());
    EXPECT_EQ(full.row.verdict.kind, judge::VerdictKind::Kept);
    EXPECT_EQ(full.row.verdict.rule, "confirmed");
    EXPECT_EQ(full.row.verdict.sentence, e.verdict.sentence);
    EXPECT_EQ(full.row.stageReached, ExperimentStage::Estimate);
    EXPECT_EQ(full.row.overIncumbent->low, 0.99);
    EXPECT_FALSE(full.row.overEager);
    EXPECT_EQ(full.row.candidateMicroseconds, 812.5);
    EXPECT_EQ(full.row.seconds, 4.5);
    EXPECT_EQ(full.candidate.candidate.source, e.candidate.source);
    EXPECT_EQ(full.candidate.candidate.tunables, e.candidate.tunables);
    EXPECT_EQ(full.candidate.candidate.title, e.candidate.title);
    EXPECT_EQ(full.parents, std::vector {parent});
    EXPECT_EQ(full.incumbent, parent);
    EXPECT_EQ(full.seed, e.seed);
    EXPECT_EQ(full.judgeContext, e.judgeContext);
    EXPECT_EQ(Json(full.thresholds), Json(e.thresholds));
    ASSERT_EQ(full.checks.size(), 3u);
    EXPECT_TRUE(std::isnan(full.checks[0].cases[0].worstMaxRatio));
    EXPECT_EQ(full.checks[1].cases.size(), 12u);
    EXPECT_EQ(full.checks[1].cases[11].worstMaxRatio, 0.9);
    EXPECT_EQ(full.checks[1].cases[11].symbols, "D=4096,R=27");
    EXPECT_EQ(full.checks[2].skipped, "the compiler has no sanitizer runtime");
    ASSERT_EQ(full.blocks.size(), 3u);
    EXPECT_EQ(full.blocks[0].purpose, BlockPurpose::FirstGate);
    EXPECT_EQ(full.blocks[2].purpose, BlockPurpose::Revalidation);
    EXPECT_EQ(Json(full.blocks[1].block), Json(e.blocks[1].block));
    ASSERT_TRUE(full.keep);
    EXPECT_EQ(full.keep->overIncumbent.high, 1.05);
    EXPECT_EQ(full.keep->overEager->value, 1.9);
}

TEST_F(ExperimentRecords, StoreAnExperimentWhollyOrNotAtAll)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    ExperimentRecord e = test::experiment(run, target, 1);
    e.parents = {CandidateId {4711}}; // no such candidate: fails after the row itself went in
    EXPECT_FALSE(history.recordExperiment(e));
    EXPECT_TRUE(unwrap(reader().experiments({})).empty());
    EXPECT_EQ(unwrap(reader().run(run)).summary.experiments, 0);
    e.parents.clear();
    const auto id = unwrap(history.recordExperiment(e));
    EXPECT_EQ(unwrap(reader().experiment(id)).row.number, 1);
}

TEST_F(ExperimentRecords, CutAHugeCompileLogAndSaySo)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    ExperimentRecord e = test::experiment(run, target, 1);
    e.compileLog = std::string(1 << 20, 'x');
    const auto full = unwrap(reader().experiment(unwrap(history.recordExperiment(e))));
    EXPECT_LT(full.compileLog.size(), 20'000u);
    EXPECT_NE(full.compileLog.find("more bytes were not stored"), std::string::npos);
}

TEST_F(ExperimentRecords, StoreASourceOnceForAllItsTunables)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    for (int i = 0; i < 5; ++i)
        unwrap(history.recordExperiment(test::experiment(run, target, i)));
    unwrap(history.recordExperiment(test::experiment(run, target, 4)));
    auto& sqlite = history.database().sqlite();
    EXPECT_EQ(sqlite.execAndGet("SELECT count(*) FROM sources").getInt(), 1);
    EXPECT_EQ(sqlite.execAndGet("SELECT count(*) FROM candidates").getInt(), 5);
    EXPECT_EQ(sqlite.execAndGet("SELECT count(*) FROM thresholds").getInt(), 1);
}

TEST_F(ExperimentRecords, NoticeASourceThatWasChanged)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    const auto id = unwrap(history.recordExperiment(test::experiment(run, target, 0)));
    history.database().sqlite().exec("UPDATE sources SET text = text || ' '");
    const auto result = reader().experiment(id);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Corrupt);
}

TEST_F(ExperimentRecords, PageFilterAndSortExperiments)
{
    auto history = writer();
    const RunId run = newRun(history);
    const RunId other = newRun(history);
    const TargetId small = unwrap(history.recordTarget(run, test::rmsnorm(16), 0.1));
    const TargetId large = unwrap(history.recordTarget(run, test::rmsnorm(4096), 0.9));
    for (int i = 0; i < 20; ++i) {
        auto e = test::experiment(i == 19 ? other : run, i % 2 == 0 ? small : large, i);
        if (i % 5 == 0) {
            e.verdict = {judge::VerdictKind::CompileError, "compiler", "It did not compile."};
            e.overStarter.reset();
        }
        unwrap(history.recordExperiment(e));
    }
    const auto live = reader();
    const auto numbers = [&](const ExperimentQuery& query) {
        std::vector<std::int64_t> result;
        for (const auto& row : unwrap(live.experiments(query)))
            result.push_back(row.number);
        return result;
    };
    using Numbers = std::vector<std::int64_t>;
    ExperimentQuery query;
    query.run = run;
    query.limit = 3;
    EXPECT_EQ(numbers(query), (Numbers {19, 18, 17}));
    query.after = unwrap(live.experimentByNumber(run, 17));
    EXPECT_EQ(numbers(query), (Numbers {16, 15, 14}));
    query.order = ExperimentOrder::Oldest;
    EXPECT_EQ(numbers(query), (Numbers {18, 19}));
    query.after = {};
    query.order = ExperimentOrder::Fastest;
    EXPECT_EQ(numbers(query), (Numbers {19, 18, 17}));
    query.verdict = "compile_error";
    query.order = ExperimentOrder::Oldest;
    EXPECT_EQ(numbers(query), (Numbers {1, 6, 11}));
    query.verdict = "failed";
    query.target = large;
    EXPECT_EQ(numbers(query), (Numbers {6, 16}));
    query.verdict.clear();
    query.text = "UNROLL 13";
    EXPECT_EQ(numbers(query), (Numbers {14}));
    EXPECT_EQ(unwrap(live.experiments({})).size(), 20u);
}

TEST_F(ExperimentRecords, CountVerdictsWithoutControls)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    for (int i = 0; i < 4; ++i)
        unwrap(history.recordExperiment(test::experiment(run, target, i)));
    auto control = test::experiment(run, target, 99);
    control.control = ControlKind::SameCode;
    unwrap(history.recordExperiment(control));
    ExperimentQuery query;
    query.run = run;
    EXPECT_EQ(unwrap(reader().experiments(query)).size(), 5U);
    query.withControls = false;
    EXPECT_EQ(unwrap(reader().experiments(query)).size(), 4U);
    const auto details = unwrap(reader().run(run));
    EXPECT_EQ(details.summary.experiments, 4);
    EXPECT_EQ(details.verdictCounts.at("reverted"), 4);
    EXPECT_EQ(unwrap(reader().targets(run)).front().experiments, 4);
    EXPECT_EQ(unwrap(reader().experimentByNumber(run, 5)).value, 5);
}

} // namespace
} // namespace autokernel::store
