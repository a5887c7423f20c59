// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"

#include "engine/device_lock.h"

#include <gmock/gmock.h>

#include <thread>

namespace autokernel::engine {
namespace {
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

} // namespace
} // namespace autokernel::engine
