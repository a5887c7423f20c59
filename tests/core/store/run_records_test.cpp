// SPDX-License-Identifier: Apache-2.0
#include "history_fixture.h"

#include "store/history_reader.h"
#include "store/history_writer.h"
#include "store/sqlite_error.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <set>

namespace autokernel::store {
namespace {

using test::unwrap;
struct RunRecords : test::HistoryTest
{
};

TEST_F(RunRecords, GiveBackARunAsItWasMade)
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

TEST_F(RunRecords, NameARunThatFailedBeforeItsTargetWasStored)
{
    auto history = writer();
    NewRun run;
    run.kind = RunKind::Kernel;
    run.device = unwrap(history.recordDevice(test::device()));
    run.config = {{"target", {{"type", "rmsnorm"}}}};
    const auto id = unwrap(history.createRun(run));
    EXPECT_EQ(unwrap(reader().run(id)).summary.subject, "rmsnorm");
}

// A file may be named in any encoding.
TEST_F(RunRecords, HoldASettingThatIsNotUtf8)
{
    auto history = writer();
    NewRun run;
    run.kind = RunKind::Kernel;
    run.device = unwrap(history.recordDevice(test::device()));
    run.config = {{"accept", "caf\xE9.sh"}};
    const auto id = unwrap(history.createRun(run));
    ASSERT_TRUE(history.setRunConfig(id, run.config));
    EXPECT_EQ(unwrap(reader().run(id)).config.at("accept"), "caf\xEF\xBF\xBD.sh");
}

TEST_F(RunRecords, TellAResumedRunWhatItMustKnow)
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
    EXPECT_EQ(unwrap(reader().targets(run)).front().state, "searching");
    EXPECT_EQ(unwrap(reader().run(run)).summary.experiments, 5) << "a control is none";
    unwrap(history.demote(kept[1], "its re-validation included 1"));
    const auto keeps = unwrap(reader().keeps(run));
    ASSERT_EQ(keeps.size(), 2u);
    EXPECT_EQ(keeps[0].experiment.id, kept[0]);
    EXPECT_EQ(keeps[0].demotedBecause, "");
    EXPECT_EQ(keeps[1].experiment.id, kept[1]);
    EXPECT_EQ(keeps[1].demotedBecause, "its re-validation included 1");
    auto config = unwrap(reader().run(run)).config;
    config["accept"] = "pytest -q";
    unwrap(history.setRunConfig(run, config));
    EXPECT_EQ(unwrap(reader().run(run)).config, config);
}

TEST_F(RunRecords, ShowARunWhoseProcessWasKilledAsInterrupted)
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

TEST_F(RunRecords, SurviveAFullDisk)
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

// A measured row that is lost because somebody looked into the file would be a lost hour.
TEST_F(RunRecords, EachWaitsForABusyFileAsLongAsThePatienceSays)
{
    auto history = writer();
    history.database().sqlite().setBusyTimeout(5);
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    const auto keep = unwrap(history.recordExperiment(test::experiment(run, target, 0)));
    EndToEndRecord whole;
    whole.run = run;
    whole.overBaseline = {1.2, 1.1, 1.3};
    LadderRecord rung;
    rung.run = run;
    rung.samples.nanoseconds = {1, 2, 3};
    const judge::Alarm alarm {"keep_rate", judge::AlarmAction::Note, 0.5, 0.3, "Many."};
    const std::vector<std::function<bool()>> writes {
        [&] { return history.recordEndToEnd(whole).has_value(); },
        [&] { return history.recordAlarm(run, alarm).has_value(); },
        [&] { return history.recordLadder({&rung, 1}).has_value(); },
        [&] { return history.recordRevalidation(keep, test::pairBlock(20, 1, 1)).has_value(); },
        [&] { return history.demote(keep, "it fell").has_value(); },
        [&] { return history.setRunState(run, RunState::Paused).has_value(); },
        [&] { return history.recordExperiment(test::experiment(run, target, 1)).has_value(); }};
    for (std::size_t i = 0; i < writes.size(); ++i) {
        SQLite::Database other(m_file.string(), SQLite::OPEN_READWRITE);
        other.exec("BEGIN IMMEDIATE");
        std::vector<int> asked;
        bool isTold = false;
        history.setPatience({[&](const Error& error, int failures) {
                                 EXPECT_EQ(error.code, ErrorCode::Locked);
                                 asked.push_back(failures);
                                 if (failures == 2)
                                     other.exec("COMMIT");
                                 return true;
                             },
            [&] { isTold = true; }});
        EXPECT_TRUE(writes[i]()) << "write " << i;
        EXPECT_EQ(asked, (std::vector {1, 2})) << "write " << i;
        EXPECT_TRUE(isTold) << "write " << i;
        history.setPatience({});
        other.exec("BEGIN IMMEDIATE");
        EXPECT_FALSE(writes[i]()) << "write " << i << ", and nobody waits";
    }
    EXPECT_EQ(unwrap(reader().endToEnd(run)).size(), 1U);
    EXPECT_EQ(unwrap(reader().run(run)).summary.experiments, 2);
}

TEST_F(RunRecords, WaitForSpaceAndForNothingThatStays)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    history.database().limitBytes(256 * 1024);
    int failures = 0;
    history.setPatience({[&](const Error& error, int count) {
                             EXPECT_TRUE(isOutOfSpace(error)) << error.message;
                             failures = count;
                             if (count == 3)
                                 history.database().limitBytes(64U << 20U);
                             return true;
                         },
        {}});
    for (int i = 0; failures == 0 && i < 1000; ++i)
        unwrap(history.recordExperiment(test::experiment(run, target, i)));
    EXPECT_EQ(failures, 3);
    failures = 0;
    auto orphan = test::experiment(RunId {77}, target, 0);
    EXPECT_FALSE(history.recordExperiment(orphan)) << "there is no such run";
    EXPECT_EQ(failures, 0);
}

TEST_F(RunRecords, HoldAnExperimentWithItsAlarmsOrNeither)
{
    auto history = writer();
    const RunId run = newRun(history);
    const TargetId target = unwrap(history.recordTarget(run, test::rmsnorm(), 1));
    const std::vector<judge::Alarm> alarms {
        {"gain_over_vendor", judge::AlarmAction::Note, 2.5, 2, "Rare."},
        {"bimodal_times", judge::AlarmAction::Quarantine, 0, 0, "Two groups."}};
    const auto id = unwrap(history.recordExperiment(test::experiment(run, target, 0), alarms));
    const auto stored = unwrap(reader().alarms(run));
    ASSERT_EQ(stored.size(), 2U);
    EXPECT_EQ(stored[0].experiment, id);
    history.database().sqlite().exec("DROP TABLE alarms");
    EXPECT_FALSE(history.recordExperiment(test::experiment(run, target, 1), alarms));
    EXPECT_EQ(unwrap(reader().run(run)).summary.experiments, 1);
}

TEST_F(RunRecords, SayWhatIsNotThere)
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

TEST_F(RunRecords, KeepTheNamesOfStatesAndStages)
{
    for (const auto state : {RunState::Active, RunState::Paused, RunState::Finished,
             RunState::Stopped, RunState::Failed, RunState::Interrupted})
        EXPECT_EQ(*runStateFromString(toString(state)), state);
    for (const auto stage :
        {ExperimentStage::Compile, ExperimentStage::Smoke, ExperimentStage::Checks,
            ExperimentStage::FirstGate, ExperimentStage::Confirmation, ExperimentStage::Estimate})
        EXPECT_EQ(*experimentStageFromString(toString(stage)), stage);
    EXPECT_FALSE(runStateFromString("asleep"));
}

} // namespace
} // namespace autokernel::store
