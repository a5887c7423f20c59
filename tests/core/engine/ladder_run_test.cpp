// SPDX-License-Identifier: Apache-2.0
// Ladders of kernel types: what is stored, and which run may be gone on with.
#include "core/engine/engine_fixture.h"
#include "core/engine/held_device.h"

#include "engine/ladder_run.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

using testing::HasSubstr;

class LadderRunTest : public test::EngineTest
{
protected:
    LadderRunTest()
    {
        m_plan.targets = {target(), larger()};
        m_plan.kernelRoots = m_config.kernelRoots;
        m_plan.history = m_options.history;
        m_plan.commandLine = "autokernel-cli ladder toy";
    }

    static kernel::Target larger()
    {
        auto target = LadderRunTest::target();
        target.symbols = {{"N", 4096}};
        return target;
    }

    Result<LadderOutcome> measure(const Prepare& prepare = {})
    {
        support::FakeWorker worker(timeOf);
        if (prepare)
            prepare(worker);
        m_measured.clear();
        return runLadder(
            m_plan, worker,
            [this](const kernel::Target& target, const auto&) {
                m_measured.push_back(target.key());
                if (m_isLastMeasured)
                    m_stop.request_stop();
            },
            m_stop.get_token());
    }

    void expectRefused(const Result<LadderOutcome>& outcome, const std::string& because)
    {
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().code, ErrorCode::InvalidInput);
        EXPECT_THAT(outcome.error().message, HasSubstr(because));
    }

    LadderPlan m_plan;
    std::stop_source m_stop;
    bool m_isLastMeasured = false; // a stop is asked for after the first target
    std::vector<std::string> m_measured;
};

TEST_F(LadderRunTest, goesOnWithWhatIsMissing)
{
    m_isLastMeasured = true;
    const auto first = measure();
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(m_measured, std::vector {target().key()});
    EXPECT_EQ(reader().run(first->run)->summary.state, store::RunState::Stopped);

    m_stop = std::stop_source();
    m_plan.resume = first->run;
    const auto second = measure();
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(second->run, first->run);
    EXPECT_EQ(m_measured, std::vector {larger().key()});
    const auto details = value(reader().run(first->run));
    EXPECT_EQ(details.summary.state, store::RunState::Finished);
    EXPECT_EQ(details.summary.summary, "2 kernels measured.");
    EXPECT_EQ(reader().ladder(first->run)->size(), 4U) << "starter and eager of two targets";
}

TEST_F(LadderRunTest, aSearchIsNotTakenOver)
{
    m_config.experiments = 2;
    const auto search = run();
    const auto before = value(reader().run(search.run));
    const auto rows = reader().ladder(search.run)->size();
    m_plan.resume = search.run;
    expectRefused(measure(), "the verb `resume` goes on with it");
    const auto after = value(reader().run(search.run));
    EXPECT_EQ(after.summary.state, before.summary.state);
    EXPECT_EQ(after.summary.summary, before.summary.summary);
    EXPECT_EQ(reader().ladder(search.run)->size(), rows);
}

TEST_F(LadderRunTest, anotherMachineOrThreadCountDoesNotGoOnWithIt)
{
    m_plan.targets = {target()};
    m_plan.resume = value(measure()).run;
    m_plan.targets.push_back(larger());
    expectRefused(measure([](support::FakeWorker& worker) { worker.signature = "another driver"; }),
        "another driver");
    m_plan.threads = 1;
    expectRefused(measure(), "with 2 threads");
    m_plan.threads = 2; // what "all of them" meant
    EXPECT_TRUE(measure());
}

TEST_F(LadderRunTest, anotherDefinitionOfTheKernelDoesNotGoOnWithIt)
{
    m_plan.targets = {target()};
    m_plan.resume = value(measure()).run;
    m_plan.targets.push_back(larger());
    ASSERT_TRUE(
        writeFileAtomically(m_folder.path() / "types/toy/reference.py", "def toy(x, w): pass\n"));
    expectRefused(measure(), "reference.py has changed");
}

TEST_F(LadderRunTest, afterAnErrorTheRunHasFailed)
{
    m_plan.targets[1].type = "nonsense";
    const auto outcome = measure();
    ASSERT_FALSE(outcome);
    const auto details = value(reader().run(value(reader().lastRun())));
    EXPECT_EQ(details.summary.state, store::RunState::Failed);
    EXPECT_EQ(details.summary.summary, outcome.error().message);
    EXPECT_EQ(m_measured.size(), 1U);
}

TEST_F(LadderRunTest, waitsUntilNobodyElseMeasures)
{
    test::HeldDevice other(m_folder.path());
    std::string told;
    m_plan.waiting = [&](const std::string& sentence, bool) {
        told += sentence;
        other.release();
    };
    bool isHeld = true;
    ASSERT_TRUE(measure([&](support::FakeWorker& worker) {
        worker.heldDevice = "cpu";
        worker.onCall = [&](const std::string&) { isHeld = isHeld && !test::HeldDevice::isFree(); };
    }));
    EXPECT_THAT(told, HasSubstr("measured on by the run of other.db"));
    EXPECT_EQ(m_measured.size(), 2U);
    EXPECT_TRUE(isHeld);
    EXPECT_TRUE(test::HeldDevice::isFree()) << "after it";
}

TEST_F(LadderRunTest, aStopEndsTheWait)
{
    const test::HeldDevice other(m_folder.path());
    m_plan.waiting = [&](const std::string&, bool) { m_stop.request_stop(); };
    const auto outcome = measure([](auto& worker) { worker.heldDevice = "cpu"; });
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(reader().runs()->size(), 0U);
}

} // namespace
} // namespace autokernel::engine
