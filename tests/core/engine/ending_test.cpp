// SPDX-License-Identifier: Apache-2.0
// Whoever ends a run is not kept waiting by what is being measured: each call of the worker in turn
// is one that never answers.
#include "core/engine/engine_fixture.h"

#include "support/fake_model_worker.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;

class EndingTest : public test::EngineTest
{
protected:
    void useModel()
    {
        m_config.target.reset();
        m_config.model = protocol::LoadModel {};
        m_config.model->example = "toy";
    }
    std::unique_ptr<support::FakeWorker> makeWorker() override
    {
        if (m_config.target)
            return EngineTest::makeWorker();
        return std::make_unique<support::FakeModelWorker>(timeOf, target());
    }

    struct Ended
    {
        Result<RunOutcome> outcome;
        std::chrono::steady_clock::duration after; // the request
    };
    // Call `nth` of `op` never answers; `request` is made while it does not.
    Ended endDuring(const std::string& op, int nth, const std::function<void()>& request)
    {
        std::atomic<bool> hangs = false;
        std::chrono::steady_clock::time_point asked;
        const std::jthread user([&](const std::stop_token& gone) {
            while (!hangs && !gone.stop_requested())
                std::this_thread::sleep_for(1ms);
            asked = std::chrono::steady_clock::now();
            request();
        });
        const auto made = [&] {
            auto worker = makeWorker();
            if (op == "hello") {
                hangs = true;
                worker->hangAt(op);
            }
            worker->onCall
                = [&, calls = 0, hanging = worker.get()](const std::string& now) mutable {
                      if (now != op || ++calls != nth)
                          return;
                      hangs = true;
                      hanging->hangAt(op);
                  };
            return worker;
        };
        auto outcome = runEngine(m_config, m_options,
            {made, [this](const Event& event) { m_events.push_back(event); }, m_control,
                m_stop.get_token()});
        EXPECT_TRUE(hangs) << "the run has no call " << nth << " of " << op;
        return {std::move(outcome), std::chrono::steady_clock::now() - asked};
    }
    void useNewHistory(const std::string& name)
    {
        m_options.history = m_folder.path() / (name + ".db");
        std::filesystem::remove_all(m_folder.path() / "cache"); // of roofs
        m_control.finish = false;
        m_stop = {};
    }

    std::stop_source m_stop;
};

// A run that has a row is stored as stopped; before that nothing is stored.
TEST_F(EndingTest, aStopEndsEveryMeasurementAtOnce)
{
    const auto stop = [this] { m_stop.request_stop(); };
    const auto expectStopped = [](const Ended& ended, const std::string& during) {
        EXPECT_LT(ended.after, 3s) << during;
        if (ended.outcome)
            EXPECT_EQ(ended.outcome->state, store::RunState::Stopped) << during;
        else
            EXPECT_EQ(ended.outcome.error().code, ErrorCode::Cancelled) << during;
    };
    for (const char* op : {"hello", "measure_roofs", "time", "compile", "check", "ladder"}) {
        useNewHistory(std::string("kernel ") + op);
        expectStopped(endDuring(op, 1, stop), op);
        for (const auto& run : value(reader().runs()))
            EXPECT_EQ(run.state, store::RunState::Stopped) << op;
    }
    useModel();
    for (const char* op : {"load_model", "model_ladder", "profile_model", "build_package",
             "check_model", "time_model"}) {
        useNewHistory(std::string("model ") + op);
        expectStopped(endDuring(op, 1, stop), op);
        for (const auto& run : value(reader().runs()))
            EXPECT_EQ(run.state, store::RunState::Stopped) << op;
    }
}

// Before the search there is nothing to verify.
TEST_F(EndingTest, aFinishDoesNotWaitForWhatPrecedesTheSearch)
{
    const auto finish = [this] { m_control.finish = true; };
    useModel();
    for (const char* op : {"load_model", "measure_roofs", "model_ladder", "profile_model"}) {
        useNewHistory(op);
        const auto ended = endDuring(op, 1, finish);
        EXPECT_LT(ended.after, 3s) << op;
        if (ended.outcome)
            EXPECT_EQ(ended.outcome->state, store::RunState::Stopped) << op;
        else
            EXPECT_EQ(ended.outcome.error().code, ErrorCode::Cancelled) << op;
    }
}

// The first timing is of the original, the second is the A/A control.
TEST_F(EndingTest, aFinishDuringTheRungsOrAControlEndsThemAndKeepsTheRun)
{
    const auto finish = [this] { m_control.finish = true; };
    for (const auto& [op, nth] :
        {std::pair("time", 1), std::pair("time", 2), std::pair("ladder", 1)}) {
        useNewHistory(fmt::format("{} {}", op, nth));
        const auto ended = endDuring(op, nth, finish);
        EXPECT_LT(ended.after, 3s) << op << nth;
        ASSERT_TRUE(ended.outcome) << op << nth;
        EXPECT_EQ(ended.outcome->state, store::RunState::Stopped) << op << nth;
        EXPECT_TRUE(value(reader().ladder(ended.outcome->run)).empty()) << op << nth;
    }
    const auto outcome = value(reader().runs());
    EXPECT_EQ(outcome.front().experiments, 12) << "what was found before the rungs is there";
}

TEST_F(EndingTest, aFinishDuringTheSearchLeavesTheRungsOutAndSaysSo)
{
    int checks = 0;
    const auto outcome = run([&](support::FakeWorker& worker) {
        worker.onCall = [&](const std::string& op) {
            if (op == "check" && ++checks == 3)
                m_control.finish = true;
        };
    });
    EXPECT_EQ(outcome.state, store::RunState::Stopped);
    EXPECT_TRUE(value(reader().ladder(outcome.run)).empty());
    std::string said;
    for (const auto& line : value(reader().logLines(outcome.run)))
        said += line.text + "\n";
    EXPECT_THAT(said, testing::HasSubstr("The rungs of this kernel were left out"));
}

// A model's winners are checked and timed in it, as a finish promises.
TEST_F(EndingTest, aFinishStillVerifiesWhatASearchHasFound)
{
    useModel();
    int checks = 0;
    const auto outcome = run([&](support::FakeWorker& worker) {
        worker.onCall = [&](const std::string& op) {
            if (op == "check" && ++checks == 8)
                m_control.finish = true;
        };
    });
    EXPECT_EQ(outcome.state, store::RunState::Stopped);
    const auto rows = value(reader().endToEnd(outcome.run));
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [](const auto& row) {
        return row.record.kind == store::ModelMeasurement::Final && row.record.verified;
    })) << outcome.summary;
}

} // namespace
} // namespace autokernel::engine
