// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"

#include <gmock/gmock.h>

#include <set>

namespace autokernel::engine {
namespace {

using test::EngineTest;

TEST_F(EngineTest, keepsRealGainsAndStoresEveryExperimentBeforeShowingIt)
{
    const auto outcome = run();
    EXPECT_EQ(outcome.state, store::RunState::Finished) << outcome.summary;
    const auto rows = experiments(outcome.run);
    EXPECT_EQ(rows.size(), 12U);
    EXPECT_GE(verdicts(outcome.run)["kept"], 2);
    std::size_t shown = 0;
    for (const auto& event : m_events)
        if (const auto* experiment = std::get_if<ExperimentFinished>(&event)) {
            ASSERT_LT(shown, rows.size());
            EXPECT_EQ(experiment->id, rows[shown].id);
            EXPECT_EQ(experiment->number, rows[shown].number);
            ++shown;
        }
    EXPECT_EQ(shown, rows.size());
}

TEST_F(EngineTest, aCompilerWithoutItsSandboxIsAnAlarmThatStands)
{
    for (const bool isConfined : {true, false}) {
        m_options.history = m_folder.path() / fmt::format("{}.db", isConfined);
        const auto outcome = run([&](support::FakeWorker& worker) {
            worker.unconfined = isConfined ? "" : "this Linux has no Landlock";
        });
        std::vector<std::string> sentences;
        for (const auto& stored : value(reader().alarms(outcome.run)))
            if (stored.isOpen && stored.alarm.signal == judge::kCompilerUnconfined)
                sentences.push_back(stored.alarm.sentence);
        if (isConfined)
            EXPECT_TRUE(sentences.empty());
        else
            EXPECT_THAT(sentences, ::testing::ElementsAre(::testing::HasSubstr("no Landlock")));
    }
}

TEST_F(EngineTest, aWrongCandidateIsNeverKept)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.isWrong = [](const auto& tunables) { return tunables.at("A") > 1; };
    });
    const auto keeps = reader().keeps(outcome.run);
    ASSERT_TRUE(keeps);
    ASSERT_FALSE(keeps->empty());
    for (const auto& keep : *keeps)
        EXPECT_EQ(reader().candidate(keep.experiment.candidate)->candidate.tunables.at("A"), 1);
    EXPECT_GE(verdicts(outcome.run)["incorrect"], 1);
}

TEST_F(EngineTest, aCandidateThatKillsTwoWorkersIsAVerdictAndTheRunGoesOn)
{
    for (const int deaths : {1, 2}) {
        m_options.history = m_folder.path() / fmt::format("{}.db", deaths);
        const auto outcome = run([=](support::FakeWorker& worker) {
            int checks = 0;
            worker.onCall = [&worker, checks, deaths](const std::string& op) mutable {
                if (op == "check" && ++checks == 4)
                    worker.failNext("check",
                        {ErrorCode::RuntimeError, "the worker died during 'check'.",
                            std::string(kWorkerLost)},
                        deaths);
            };
        });
        EXPECT_EQ(outcome.state, store::RunState::Finished);
        EXPECT_EQ(verdicts(outcome.run)["runtime_error"], deaths - 1)
            << "one death may be the worker's own";
        EXPECT_GE(verdicts(outcome.run)["kept"], 1);
        for (const auto& row : experiments(outcome.run)) {
            const bool isCondemned = row.verdict.kind == judge::VerdictKind::RuntimeError;
            EXPECT_EQ(isCondemned, row.verdict.sentence.find("kills workers") != std::string::npos);
        }
    }
}

TEST_F(EngineTest, aRunIsResumedOnItsOwnDeviceOnly)
{
    m_config.experiments = 3;
    const auto first = run();
    m_options.resume = first.run;
    const auto resumeWith = [&](const std::function<void(support::FakeWorker&)>& change) {
        const auto made = [&] {
            auto worker = std::make_unique<support::FakeWorker>(timeOf);
            change(*worker);
            return worker;
        };
        return runEngine(m_config, m_options, {made, [](const Event&) {}, m_control});
    };
    const auto other
        = resumeWith([](support::FakeWorker& worker) { worker.signature = "another driver"; });
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(other.error().message.find("another driver"), std::string::npos);
    EXPECT_EQ(reader().run(first.run)->summary.state, store::RunState::Finished);
    EXPECT_TRUE(resumeWith([](support::FakeWorker&) {}));
}

TEST_F(EngineTest, errorsOfTheWorkerBecomeTheirVerdicts)
{
    const std::pair<ErrorCode, const char*> cases[] {{ErrorCode::CompileError, "compile_error"},
        {ErrorCode::Rejected, "rejected"}, {ErrorCode::TimedOut, "timed_out"},
        {ErrorCode::OutOfMemory, "out_of_memory"}, {ErrorCode::RuntimeError, "runtime_error"}};
    for (const auto& [code, name] : cases) {
        m_config.experiments = 1;
        const auto outcome = run([&](support::FakeWorker& worker) {
            worker.failNext("compile", {code, "C1: it is told so", "log"});
        });
        EXPECT_EQ(verdicts(outcome.run)[name], 1) << name;
    }
}

TEST_F(EngineTest, stopEndsTheRunWithItsBookkeepingDone)
{
    std::stop_source stop;
    int experiments = 0;
    const auto outcome = run(
        [&](support::FakeWorker& worker) {
            worker.onCall = [&](const std::string& op) {
                if (op == "compile" && ++experiments == 3)
                    stop.request_stop();
            };
        },
        stop.get_token());
    EXPECT_EQ(outcome.state, store::RunState::Stopped);
    EXPECT_EQ(store::HistoryReader::open(m_options.history)->run(outcome.run)->summary.state,
        store::RunState::Stopped);
}

TEST_F(EngineTest, resumeNeverEvaluatesACandidateTwice)
{
    m_config.experiments = 5;
    const auto first = run();
    m_config.experiments = 10;
    m_options.resume = first.run;
    const auto second = run();
    EXPECT_EQ(second.run, first.run);
    const auto rows = experiments(first.run);
    EXPECT_EQ(rows.size(), 10U);
    std::set<store::CandidateId> candidates;
    for (const auto& row : rows)
        EXPECT_TRUE(candidates.insert(row.candidate).second) << "evaluated twice: " << row.idea;
}

TEST_F(EngineTest, theWallClockBudgetEndsTheSearch)
{
    useClock(std::chrono::seconds(100));
    const auto outcome = run([&](support::FakeWorker& worker) {
        worker.onCall = [&](const std::string& op) { m_now += op == "compile" ? 10 : 0; };
    });
    EXPECT_EQ(outcome.state, store::RunState::Finished);
    EXPECT_LE(m_now, 80) << "31 s are kept for the ladder, and one experiment takes 10";
    EXPECT_GE(m_now, 60);
}

TEST_F(EngineTest, withoutACompilerTheRunFailsAtOnce)
{
    m_config.experiments = 1000;
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.failNext(
            "compile", {ErrorCode::NotFound, "There is no C++ compiler.", {}}, 1'000'000);
    });
    EXPECT_EQ(outcome.state, store::RunState::Failed);
    EXPECT_THAT(outcome.summary, testing::HasSubstr("There is no C++ compiler."));
    EXPECT_EQ(experiments(outcome.run).size(), 3U);
    EXPECT_EQ(verdicts(outcome.run)["inconclusive"], 3);
}

// Eager is what the first candidates are compared with: where it fails, none can be judged.
TEST_F(EngineTest, anOriginalThatCannotBeTimedEndsTheRunAndCondemnsNoCandidate)
{
    m_config.experiments = 1000;
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.failTime = [](const auto& request) -> std::optional<Error> {
            if (request.b.candidate && !request.a.candidate)
                return Error {ErrorCode::BaselineFailed, "eager does not know this shape.", {}};
            return std::nullopt;
        };
    });
    EXPECT_EQ(outcome.state, store::RunState::Failed);
    EXPECT_THAT(outcome.summary, testing::HasSubstr("the original could not be timed: eager does"));
    EXPECT_EQ(verdicts(outcome.run)["inconclusive"], 3);
    EXPECT_EQ(verdicts(outcome.run)["runtime_error"], 0);
}

TEST_F(EngineTest, aRunThatCouldMakeNoExperimentHasFailed)
{
    m_config.experiments = 1;
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.failNext("compile", {ErrorCode::NotFound, "There is no C++ compiler.", {}}, 9);
    });
    EXPECT_EQ(outcome.state, store::RunState::Failed);
    EXPECT_THAT(outcome.summary, testing::HasSubstr("There is no C++ compiler."));
}

TEST_F(EngineTest, theLadderOfAKernelEndsWithTheBudget)
{
    for (const auto budget : {std::chrono::seconds(1), std::chrono::seconds(100)}) {
        m_now = 0;
        useClock(budget);
        std::optional<std::chrono::seconds> deadline;
        run([&](support::FakeWorker& worker) {
            worker.onCall = [&](const std::string& op) { m_now += op == "compile" ? 10 : 0; };
            worker.onDeadline = [&](const std::string& op, std::chrono::seconds given) {
                if (op == "ladder")
                    deadline = given;
            };
        });
        ASSERT_TRUE(deadline);
        EXPECT_LE(*deadline, std::chrono::seconds(40)) << "its share, and what torch.compile takes";
        EXPECT_GE(*deadline, std::chrono::seconds(20));
    }
}

// A search that ended early, or a budget of experiments alone, leaves hours.
TEST_F(EngineTest, aLadderThatHangsIsNotWaitedForAllNight)
{
    useClock(std::chrono::hours(8));
    m_config.experiments = 2;
    std::chrono::seconds deadline {};
    run([&](support::FakeWorker& worker) {
        worker.onDeadline = [&](const std::string& op, std::chrono::seconds given) {
            if (op == "ladder")
                deadline = given;
        };
    });
    EXPECT_GT(deadline, std::chrono::minutes(5)) << "torch.compile may take long";
    EXPECT_LT(deadline, std::chrono::minutes(20));
}

TEST_F(EngineTest, aHarnessErrorNowAndThenDoesNotEndTheRun)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.failNext("compile", {ErrorCode::Io, "The disk was full.", {}}, 2);
    });
    EXPECT_EQ(outcome.state, store::RunState::Finished);
    EXPECT_EQ(experiments(outcome.run).size(), 12U);
}

TEST_F(EngineTest, theLadderShowsWhereTheGainOfAKernelComesFrom)
{
    const auto outcome = run();
    std::set<std::string> names;
    for (const auto& row : value(reader().ladder(outcome.run))) {
        names.insert(row.record.samples.name);
        EXPECT_EQ(row.record.isOurs, row.record.samples.name != "eager");
    }
    EXPECT_EQ(names,
        (std::set<std::string> {"eager", "starter", "starter packing at each call", "winner"}));
}

TEST_F(EngineTest, anUnknownDeviceOrTypeIsASentence)
{
    m_config.device = "cuda:0";
    const auto make = [] { return std::make_unique<support::FakeWorker>(timeOf); };
    const EngineHost host {make, [](const Event&) {}, m_control};
    auto outcome = runEngine(m_config, m_options, host);
    ASSERT_FALSE(outcome);
    EXPECT_NE(outcome.error().message.find("no CUDA device"), std::string::npos)
        << outcome.error().message;
    m_config.device = "cpu";
    m_config.target->type = "nonsense";
    const auto failed = runEngine(m_config, m_options, host);
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->state, store::RunState::Failed);
    EXPECT_NE(failed->summary.find("unknown kernel type 'nonsense'"), std::string::npos)
        << failed->summary;
}

TEST_F(EngineTest, aSecondWriterIsRefused)
{
    const auto lock = store::ProjectLock::acquire(m_options.history);
    ASSERT_TRUE(lock);
    const auto outcome = runEngine(m_config, m_options,
        {[] { return std::make_unique<support::FakeWorker>(timeOf); }, [](const Event&) {},
            m_control});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Locked);
}

TEST_F(EngineTest, aRunWithoutATemporaryFolderCannotBeginAndSaysWhy)
{
    const char* before = std::getenv("TMPDIR");
    const std::string restored = before ? before : "";
    ::setenv("TMPDIR", "/nonexistent", 1);
    const auto outcome = runEngine(
        m_config, m_options, {[this] { return makeWorker(); }, [](const Event&) {}, m_control, {}});
    if (before)
        ::setenv("TMPDIR", restored.c_str(), 1);
    else
        ::unsetenv("TMPDIR");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Io);
    EXPECT_THAT(outcome.error().message, testing::HasSubstr("/nonexistent"));
    EXPECT_THAT(outcome.error().message, testing::HasSubstr("TMPDIR"));
}

} // namespace
} // namespace autokernel::engine
