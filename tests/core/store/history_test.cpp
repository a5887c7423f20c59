// SPDX-License-Identifier: Apache-2.0
#include "history_fixture.h"

#include "protocol/codec.h"
#include "store/history_reader.h"
#include "store/history_writer.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <set>

namespace autokernel::store {
namespace {

using test::unwrap;
struct HistoryRecords : test::HistoryTest
{
};

TEST_F(HistoryRecords, GiveBackARunAsItWasMade)
{
    auto history = writer();
    const RunId run = newRun(history);
    unwrap(history.setRunState(run, RunState::Finished, "1.2 times as fast as eager."));
    const auto details = unwrap(reader().run(run));
    EXPECT_EQ(details.summary.kind, RunKind::Kernel);
    EXPECT_EQ(details.summary.state, RunState::Finished);
    EXPECT_EQ(details.summary.summary, "1.2 times as fast as eager.");
    EXPECT_FALSE(details.summary.endedAt.empty());
    EXPECT_EQ(details.seed, 0xFFFFFFFFFFFFFFFFu);
    EXPECT_EQ(details.config, Json({{"experiments", 100}}));
    EXPECT_EQ(details.commandLine, "autokernel-cli run --kernel rmsnorm");
    EXPECT_EQ(details.device.signature, test::device().signature);
    EXPECT_EQ(details.device.isa, test::device().isa);
    EXPECT_EQ(details.device.memoryBytes, test::device().memoryBytes);
    EXPECT_FALSE(details.model);
    EXPECT_EQ(details.verdictCounts.size(), judge::kAllVerdictKinds.size());
    EXPECT_EQ(unwrap(reader().lastRun()), run);
}

TEST_F(HistoryRecords, GiveBackAnExperimentWithAllItsEvidence)
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

TEST_F(HistoryRecords, StoreAnExperimentWhollyOrNotAtAll)
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

TEST_F(HistoryRecords, CutAHugeCompileLogAndSaySo)
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

TEST_F(HistoryRecords, StoreASourceOnceForAllItsTunables)
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

TEST_F(HistoryRecords, NoticeASourceThatWasChanged)
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

TEST_F(HistoryRecords, PageFilterAndSortExperiments)
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

TEST_F(HistoryRecords, CountVerdictsWithoutControls)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    for (int i = 0; i < 4; ++i)
        unwrap(history.recordExperiment(test::experiment(run, target, i)));
    auto control = test::experiment(run, target, 99);
    control.control = ControlKind::SameCode;
    unwrap(history.recordExperiment(control));
    const auto details = unwrap(reader().run(run));
    EXPECT_EQ(details.summary.experiments, 4);
    EXPECT_EQ(details.verdictCounts.at("reverted"), 4);
    EXPECT_EQ(unwrap(reader().targets(run)).front().experiments, 4);
    EXPECT_EQ(unwrap(reader().experimentByNumber(run, 5)).value, 5);
}

TEST_F(HistoryRecords, TellAResumedRunWhatItMustKnow)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target
        = unwrap(history.recordTarget(run, test::rmsnorm(), 1, "searching", "largest"));
    std::vector<ExperimentId> kept;
    for (int i = 0; i < 6; ++i) {
        auto e = test::experiment(run, target, i);
        if (i == 1 || i == 3) {
            e.verdict.kind = judge::VerdictKind::Kept;
            e.keep = Keep {GainOrigin::Search, {1.02, 1.01, 1.03}, {}};
        }
        if (i == 4)
            e.verdict.kind = judge::VerdictKind::Cancelled;
        if (i == 5)
            e.control = ControlKind::SameCode;
        const auto id = unwrap(history.recordExperiment(e));
        if (e.keep)
            kept.push_back(id);
    }
    auto state = unwrap(reader().resumeState(run));
    EXPECT_EQ(std::set<std::string>(
                  state.evaluatedHashes[target].begin(), state.evaluatedHashes[target].end()),
        (std::set<std::string> {"hash-0", "hash-1", "hash-2", "hash-3"}));
    ASSERT_EQ(state.champions.size(), 1u);
    EXPECT_EQ(state.champions[0].experiment.id, kept[1]);
    EXPECT_EQ(state.targets.front().state, "searching");

    unwrap(history.demote(kept[1], "its re-validation included 1"));
    state = unwrap(reader().resumeState(run));
    ASSERT_EQ(state.champions.size(), 1u);
    EXPECT_EQ(state.champions[0].experiment.id, kept[0]);
    EXPECT_EQ(unwrap(reader().keeps(run)).back().demotedBecause, "its re-validation included 1");
}

TEST_F(HistoryRecords, ShowARunWhoseProcessWasKilledAsInterrupted)
{
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        auto history = writer();
        const RunId run = newRun(history);
        const TargetId target = *history.recordTarget(run, test::rmsnorm(), 1);
        for (int i = 0;; ++i) {
            (void)history.recordExperiment(test::experiment(run, target, i));
            if (i == 20)
                (void)!write(ready[1], "y", 1);
        }
    }
    char answer = 0;
    ASSERT_EQ(read(ready[0], &answer, 1), 1);
    EXPECT_EQ(unwrap(reader().runs()).front().state, RunState::Active);
    EXPECT_EQ(HistoryWriter::open(m_file).error().code, ErrorCode::Locked);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ready[0]);
    close(ready[1]);

    const auto run = unwrap(reader().runs()).front();
    EXPECT_EQ(run.state, RunState::Interrupted);
    EXPECT_GE(run.experiments, 21);
    auto history = writer();
    EXPECT_EQ(unwrap(reader().runs()).front().state, RunState::Interrupted);
    unwrap(history.setRunState(run.id, RunState::Active));
    EXPECT_EQ(unwrap(reader().runs()).front().state, RunState::Active);
    EXPECT_TRUE(reader().database().quickCheck());
    EXPECT_TRUE(reader().experiment(ExperimentId {run.experiments}));
}

TEST_F(HistoryRecords, SurviveAFullDisk)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    history.database().limitBytes(512 * 1024);
    int stored = 0;
    Result<ExperimentId> last = ExperimentId {};
    while (
        stored < 1000 && (last = history.recordExperiment(test::experiment(run, target, stored))))
        ++stored;
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, ErrorCode::Io);
    EXPECT_NE(last.error().message.find("no space left"), std::string::npos)
        << last.error().message;
    EXPECT_EQ(unwrap(reader().run(run)).summary.experiments, stored);
    history.database().limitBytes(64u << 20);
    unwrap(history.recordExperiment(test::experiment(run, target, stored)));
    EXPECT_EQ(unwrap(reader().run(run)).summary.experiments, stored + 1);
}

TEST_F(HistoryRecords, GiveBackModelsProfilesAndRoofs)
{
    auto history = writer();
    protocol::ModelInfo model;
    model.name = "gpt2";
    model.sha256 = std::string(64, 'b');
    model.inputs = {"ids int64[1,128]"};
    model.parameters = 124'439'808;
    model.dtype = "fp32";
    NewRun newModelRun;
    newModelRun.device = unwrap(history.recordDevice(test::device()));
    newModelRun.model = unwrap(history.recordModel(model));
    EXPECT_EQ(unwrap(history.recordModel(model)), newModelRun.model);
    const RunId run = unwrap(history.createRun(newModelRun));
    protocol::Profile profile;
    profile.forwardMicroseconds = 41'000;
    profile.forwardLow = 40'500;
    profile.forwardHigh = 41'900;
    profile.outsideOpsMicroseconds = 700;
    protocol::Site site;
    site.index = 3;
    site.target = test::rmsnorm();
    site.pattern = "with_residual";
    site.constantInputs = {"weight"};
    site.microsecondsPerForward = 1200;
    site.callsPerForward = 12;
    site.scope = "h.3.ln_1";
    profile.sites = {site};
    profile.unmatched = {{"aten::embedding", "int64[1,128]", 2, 90}};
    unwrap(history.recordProfile(run, profile));
    roofline::Roofs roofs;
    roofs.deviceSignature = test::device().signature;
    roofs.measuredAt = "2026-03-01T22:00:00.000Z";
    roofs.compute = {{"fp32", "avx512", 2, {1.5e11, 1.4e11, 1.51e11}}};
    unwrap(history.recordRoofs(newModelRun.device, roofs));

    const auto live = reader();
    EXPECT_EQ(Json(*unwrap(live.profile(run))), Json(profile));
    EXPECT_EQ(unwrap(live.run(run)).model->parameters, 124'439'808);
    EXPECT_EQ(unwrap(live.run(run)).summary.subject, "gpt2");
    EXPECT_EQ(Json(unwrap(live.latestRoofs(newModelRun.device))->roofs), Json(roofs));
    EXPECT_EQ(unwrap(live.findDevice(test::device().signature)), newModelRun.device);
    EXPECT_FALSE(unwrap(live.findDevice("another")));
}

TEST_F(HistoryRecords, GiveBackLaddersTimingsAlarmsAndTheLog)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    LadderRecord rung;
    rung.run = run;
    rung.target = target;
    rung.samples = {"eager", "", {2000, 1000, 3000, 1500, 2500, 1800, 2200}, {900, 950}, "", true};
    rung.recipe = {"import torch", "y = f(x)"};
    unwrap(history.recordLadder(rung));
    rung.samples = {"torch_compile", "", {}, {}, "there is no Python", false};
    unwrap(history.recordLadder(rung));
    EndToEndRecord whole;
    whole.run = run;
    whole.kind = ModelMeasurement::LeaveOneOut;
    whole.overBaseline = {1.21, 1.19, 1.23};
    whole.forecast = 1.25;
    whole.applied = {target};
    whole.leftOut = target;
    whole.blocks = {test::pairBlock(20, 1.2, 4)};
    whole.worstMaxRatio = 0.7;
    whole.acceptExitCode = 0;
    whole.verified = true;
    unwrap(history.recordEndToEnd(whole));
    const auto alarm = unwrap(history.recordAlarm(
        run, {"below_floor", judge::AlarmAction::Reject, 0.8, 0.95, "Faster than memory allows."}));
    unwrap(history.closeAlarm(alarm));
    for (const char* text : {"one", "two", "three"})
        unwrap(history.log(run, LogLevel::Warning, text));

    const auto live = reader();
    const auto ladder = unwrap(live.ladder(run));
    ASSERT_EQ(ladder.size(), 2u);
    EXPECT_EQ(ladder[0].medianMicroseconds, 2.0);
    EXPECT_LT(ladder[0].lowMicroseconds, 2.0);
    EXPECT_GT(ladder[0].highMicroseconds, 2.0);
    EXPECT_EQ(ladder[0].record.samples.nanoseconds.size(), 7u);
    EXPECT_EQ(ladder[0].record.samples.witnessNanoseconds, (std::vector<double> {900, 950}));
    EXPECT_EQ(ladder[0].record.recipe.size(), 2u);
    EXPECT_TRUE(std::isnan(ladder[1].medianMicroseconds));
    EXPECT_EQ(ladder[1].record.samples.error, "there is no Python");
    const auto timing = unwrap(live.endToEnd(run)).front();
    EXPECT_EQ(timing.record.kind, ModelMeasurement::LeaveOneOut);
    EXPECT_EQ(timing.record.overBaseline.high, 1.23);
    EXPECT_EQ(timing.record.leftOut, target);
    EXPECT_EQ(timing.record.applied, std::vector {target});
    EXPECT_EQ(timing.record.blocks.front().pairs.size(), 20u);
    EXPECT_EQ(timing.record.acceptExitCode, 0);
    EXPECT_FALSE(timing.record.worstRmsRatio);
    const auto alarms = unwrap(live.alarms(run));
    ASSERT_EQ(alarms.size(), 1u);
    EXPECT_EQ(alarms[0].alarm.action, judge::AlarmAction::Reject);
    EXPECT_FALSE(alarms[0].isOpen);
    const auto log = unwrap(live.logLines(run, 2));
    ASSERT_EQ(log.size(), 2u);
    EXPECT_EQ(log[0].text, "two");
    EXPECT_EQ(log[1].level, LogLevel::Warning);
}

TEST_F(HistoryRecords, SayWhatIsNotThere)
{
    {
        writer();
    }
    const auto live = reader();
    EXPECT_EQ(live.run(RunId {5}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(live.lastRun().error().code, ErrorCode::NotFound);
    EXPECT_EQ(live.experiment(ExperimentId {5}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(live.candidate(CandidateId {5}).error().code, ErrorCode::NotFound);
}

TEST_F(HistoryRecords, KeepTheNamesOfStatesAndStages)
{
    for (const auto state : {RunState::Active, RunState::Paused, RunState::Finished,
             RunState::Stopped, RunState::Failed, RunState::Interrupted})
        EXPECT_EQ(*runStateFromString(toString(state)), state);
    for (const auto stage : {ExperimentStage::Compile, ExperimentStage::Smoke,
             ExperimentStage::QuickTime, ExperimentStage::Checks, ExperimentStage::FirstGate,
             ExperimentStage::Confirmation, ExperimentStage::Estimate})
        EXPECT_EQ(*experimentStageFromString(toString(stage)), stage);
    EXPECT_FALSE(runStateFromString("asleep"));
}

} // namespace
} // namespace autokernel::store
