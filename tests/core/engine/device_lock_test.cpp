// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"

#include "engine/device_lock.h"

#include <gmock/gmock.h>

#include <thread>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

class DeviceLockTest : public test::EngineTest
{
protected:
    DeviceLockTest() { ::setenv("XDG_RUNTIME_DIR", m_folder.path().c_str(), 1); }
    ~DeviceLockTest() override { ::unsetenv("XDG_RUNTIME_DIR"); }

    DeviceLock::Waiting until(std::function<bool()> isUnwanted)
    {
        return {[this](const std::string& sentence) { m_told.push_back(sentence); },
            std::move(isUnwanted)};
    }
    std::vector<std::string> m_told;
};

TEST_F(DeviceLockTest, theSecondIsToldWhoMeasuresAndWaits)
{
    DeviceLock first("cpu", "the run of first.db");
    ASSERT_TRUE(first.hold(until([] { return false; })));
    EXPECT_TRUE(m_told.empty());
    DeviceLock second("cpu", "the run of second.db");
    int asked = 0;
    ASSERT_TRUE(second.hold(until([&] {
        if (++asked == 2)
            first.release();
        return false;
    })));
    ASSERT_EQ(m_told.size(), 1U);
    EXPECT_THAT(m_told[0], HasSubstr("the run of first.db (process "));
}

TEST_F(DeviceLockTest, waitingIsEndedByWhoStopsTheRun)
{
    DeviceLock first("cpu", "one");
    ASSERT_TRUE(first.hold(until([] { return false; })));
    DeviceLock second("cpu", "two");
    const auto held = second.hold(until([] { return true; }));
    ASSERT_FALSE(held);
    EXPECT_EQ(held.error().code, ErrorCode::Cancelled);
    DeviceLock other("cuda:0", "three");
    EXPECT_TRUE(other.hold(until([] { return true; }))) << "another device";
}

TEST_F(DeviceLockTest, aMeasurementThatIsNoRunHoldsWhatItMustHave)
{
    const auto waiting = until([] { return true; });
    EXPECT_EQ(*DeviceLock::heldWhileMeasuring("", "a fake", waiting), nullptr);
    {
        const auto held = DeviceLock::heldWhileMeasuring("cpu", "the profile of gpt2", waiting);
        ASSERT_TRUE(held);
        EXPECT_FALSE(DeviceLock::heldWhileMeasuring("cpu", "another", waiting));
        EXPECT_THAT(m_told.back(), HasSubstr("by the profile of gpt2 (process "));
    }
    EXPECT_TRUE(DeviceLock::heldWhileMeasuring("cpu", "another", waiting));
}

TEST_F(DeviceLockTest, aRunHoldsItsDeviceWhileItMeasures)
{
    m_config.experiments = 2;
    std::vector<bool> free;
    const auto isFree = [&] {
        DeviceLock probe("cpu", "a probe");
        free.push_back(probe.hold(until([] { return true; })).has_value());
    };
    const auto outcome = run([&](support::FakeWorker& worker) {
        worker.heldDevice = "cpu";
        worker.onCall = [&](const std::string& op) {
            if (op == "time")
                isFree();
        };
    });
    ASSERT_FALSE(free.empty());
    EXPECT_THAT(free, testing::Each(false));
    ASSERT_FALSE(m_told.empty());
    EXPECT_THAT(m_told.front(), HasSubstr(m_options.history.string()));
    isFree();
    EXPECT_TRUE(free.back()) << "after it";
}

TEST_F(DeviceLockTest, aRunThatWaitsSaysSoAndCanBeStopped)
{
    DeviceLock other("cpu", "the run of other.db");
    ASSERT_TRUE(other.hold(until([] { return false; })));
    std::stop_source stop;
    std::string notice;
    const auto outcome = runEngine(m_config, m_options,
        {[this] {
             auto worker = makeWorker();
             worker->heldDevice = "cpu";
             return worker;
         },
            [&](const Event& event) {
                if (const auto* told = std::get_if<Notice>(&event)) {
                    notice = told->text;
                    stop.request_stop();
                }
            },
            m_control, stop.get_token()});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
    EXPECT_THAT(notice, HasSubstr("the run of other.db"));
}

// Wall clock is from the start of `run`.
class BudgetAfterAWait : public DeviceLockTest
{
protected:
    BudgetAfterAWait()
    {
        m_config.experiments = 2;
        m_options.now = [this] { return Seconds(m_now); };
    }

    // Another run measures for so long before this one can.
    Result<RunOutcome> runAfter(std::chrono::seconds wait)
    {
        DeviceLock other("cpu", "the run of other.db");
        EXPECT_TRUE(other.hold(until([] { return false; })));
        const auto made = [this] {
            auto worker = makeWorker();
            worker->heldDevice = "cpu";
            return worker;
        };
        const auto listen = [&](const Event& event) {
            const auto* told = std::get_if<Notice>(&event);
            if (told && told->text.find("other.db") != std::string::npos) {
                m_now += static_cast<double>(wait.count());
                other.release();
            }
            if (const auto* progress = std::get_if<Progress>(&event); progress && !m_left)
                m_left = progress->left;
        };
        return runEngine(m_config, m_options, {made, listen, m_control, {}});
    }
    std::optional<std::chrono::seconds> m_left; // when it began
};

TEST_F(BudgetAfterAWait, forIsFromTheStart)
{
    m_config.wallClock = 8h;
    const auto outcome = value(runAfter(3h));
    EXPECT_EQ(m_left, 5h);
    const auto config = reader().run(outcome.run)->config;
    EXPECT_EQ(config.at(store::kSpentSecondsKey), 3 * 3600.0) << "for whoever goes on with it";
}

TEST_F(BudgetAfterAWait, untilIsATimeOfDay)
{
    m_config.until = "07:00";
    m_options.localTimeOfDay = 22h;
    value(runAfter(4h));
    EXPECT_EQ(m_left, 5h);
}

TEST_F(BudgetAfterAWait, aRunWhoseTimeTheWaitHasUsedUpDoesNotBegin)
{
    m_config.until = "07:00";
    m_options.localTimeOfDay = 22h;
    const auto outcome = runAfter(10h);
    ASSERT_FALSE(outcome);
    EXPECT_THAT(
        outcome.error().message, HasSubstr("for 10h, which counts: nothing of its time is left"));
    EXPECT_EQ(reader().runs()->size(), 0U);
}

} // namespace
} // namespace autokernel::engine
