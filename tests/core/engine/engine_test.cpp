// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"
#include "engine/engine.h"
#include "store/history_reader.h"
#include "support/fake_worker.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace autokernel::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSpec = R"(name = "toy"
symbols = ["N"]
[[input]]
name = "x"
shape = ["N"]
[[output]]
name = "y"
shape = ["N"]
[cost]
flop = "N"
bytes = "2*N*E"
[shapes]
benchmark = ["N=1024"]
scoring = "N=1024"
small = "N=8"
)";

constexpr std::string_view kSource = R"(// SPDX-License-Identifier: Apache-2.0
/*autokernel
type = "toy"
language = "cpu"
title = "toy"
[tunables]
A = { value = 1, choices = [1, 2, 4, 8] }
B = { value = 1, choices = [1, 2, 4, 8] }
[[launch]]
entry = "run"
*/
extern "C" void run(const ak_args* args) { (void)args; }
)";

class EngineTest : public ::testing::Test
{
protected:
    EngineTest()
    {
        ::setenv("XDG_CACHE_HOME", (m_folder.path() / "cache").c_str(), 1);
        fs::create_directories(m_folder.path() / "types/toy");
        EXPECT_TRUE(writeFileAtomically(m_folder.path() / "types/toy/spec.toml", kSpec));
        EXPECT_TRUE(writeFileAtomically(m_folder.path() / "types/toy/cpu.cpp", kSource));
        m_config.target
            = kernel::Target {"toy", "default", kernel::Dtype::Float32, {{"N", 1024}}, {}};
        m_config.kernelRoots = {m_folder.path() / "types"};
        m_config.experiments = 12;
        m_options.history = m_folder.path() / "history.db";
    }

    // Eager takes 1 ms; the starter 0.8 ms; the best of 16 settings 0.4 ms.
    static double timeOf(const kernel::TunableValues& tunables)
    {
        return 8e5 - 5e4 * static_cast<double>(tunables.at("A")) / 2
            - 2.5e4 * static_cast<double>(tunables.at("B"));
    }

    RunOutcome run(
        const std::function<void(support::FakeWorker&)>& prepare = {}, std::stop_token stop = {})
    {
        auto outcome = runEngine(
            m_config, m_options,
            [&] {
                auto worker = std::make_unique<support::FakeWorker>(timeOf);
                if (prepare)
                    prepare(*worker);
                m_worker = worker.get();
                return worker;
            },
            [this](const Event& event) { m_events.push_back(event); }, m_control, stop);
        EXPECT_TRUE(outcome) << outcome.error().message;
        return outcome.value_or(RunOutcome {});
    }

    std::map<std::string, std::int64_t> verdicts(store::RunId run)
    {
        const auto reader = store::HistoryReader::open(m_options.history);
        return reader->run(run)->verdictCounts;
    }

    TemporaryDirectory m_folder;
    RunConfig m_config;
    EngineOptions m_options;
    RunControl m_control;
    std::vector<Event> m_events;
    support::FakeWorker* m_worker = nullptr;
};

TEST_F(EngineTest, keepsRealGainsAndStoresEveryExperimentBeforeShowingIt)
{
    const auto outcome = run();
    EXPECT_EQ(outcome.state, store::RunState::Finished) << outcome.summary;
    const auto reader = store::HistoryReader::open(m_options.history);
    store::ExperimentQuery query;
    query.run = outcome.run;
    const auto rows = reader->experiments(query);
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->size(), 12U);
    EXPECT_GE(verdicts(outcome.run)["kept"], 2);
    std::size_t shown = 0;
    for (const auto& event : m_events)
        if (const auto* experiment = std::get_if<ExperimentFinished>(&event)) {
            EXPECT_TRUE(experiment->id.isValid());
            ++shown;
        }
    EXPECT_EQ(shown, rows->size());
}

TEST_F(EngineTest, aWrongCandidateIsNeverKept)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.isWrong = [](const auto& tunables) { return tunables.at("A") > 1; };
    });
    const auto reader = store::HistoryReader::open(m_options.history);
    const auto keeps = reader->keeps(outcome.run);
    ASSERT_TRUE(keeps);
    ASSERT_FALSE(keeps->empty());
    for (const auto& keep : *keeps)
        EXPECT_EQ(reader->candidate(keep.experiment.candidate)->candidate.tunables.at("A"), 1);
    EXPECT_GE(verdicts(outcome.run)["incorrect"], 1);
}

TEST_F(EngineTest, aCandidateThatKillsItsWorkerIsAVerdictAndTheRunGoesOn)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        int checks = 0;
        worker.onCall = [&worker, checks](const std::string& op) mutable {
            if (op == "check" && ++checks == 4)
                worker.failNext(
                    "check", {ErrorCode::RuntimeError, "the worker died during 'check'.", {}});
        };
    });
    EXPECT_EQ(outcome.state, store::RunState::Finished);
    EXPECT_EQ(verdicts(outcome.run)["runtime_error"], 1);
    EXPECT_GE(verdicts(outcome.run)["kept"], 1);
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
    const auto reader = store::HistoryReader::open(m_options.history);
    store::ExperimentQuery query;
    query.run = first.run;
    const auto rows = reader->experiments(query);
    ASSERT_TRUE(rows);
    EXPECT_EQ(rows->size(), 10U);
    std::set<store::CandidateId> candidates;
    for (const auto& row : *rows)
        EXPECT_TRUE(candidates.insert(row.candidate).second) << "evaluated twice: " << row.idea;
}

TEST_F(EngineTest, theWallClockBudgetEndsTheSearch)
{
    m_config.experiments.reset();
    m_config.wallClock = std::chrono::seconds(100);
    double now = 0;
    m_options.now = [&now] { return Seconds(now); };
    const auto outcome = run([&](support::FakeWorker& worker) {
        worker.onCall = [&](const std::string& op) { now += op == "compile" ? 10 : 0; };
    });
    EXPECT_EQ(outcome.state, store::RunState::Finished);
    EXPECT_LE(m_worker ? now : now, 110);
    EXPECT_GE(now, 80);
}

TEST_F(EngineTest, anUnknownDeviceOrTypeIsASentence)
{
    m_config.device = "cuda:0";
    const auto make = [] { return std::make_unique<support::FakeWorker>(timeOf); };
    auto outcome = runEngine(m_config, m_options, make, [](const Event&) {}, m_control, {});
    ASSERT_FALSE(outcome);
    EXPECT_NE(outcome.error().message.find("no CUDA device"), std::string::npos)
        << outcome.error().message;
    m_config.device = "cpu";
    m_config.target->type = "nonsense";
    const auto failed = runEngine(m_config, m_options, make, [](const Event&) {}, m_control, {});
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->state, store::RunState::Failed);
    EXPECT_NE(failed->summary.find("unknown kernel type 'nonsense'"), std::string::npos)
        << failed->summary;
}

TEST_F(EngineTest, aSecondWriterIsRefused)
{
    const auto lock = store::ProjectLock::acquire(m_options.history);
    ASSERT_TRUE(lock);
    const auto outcome = runEngine(
        m_config, m_options, [] { return std::make_unique<support::FakeWorker>(timeOf); },
        [](const Event&) {}, m_control, {});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Locked);
}

} // namespace
} // namespace autokernel::engine
