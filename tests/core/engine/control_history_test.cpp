// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

using test::isCopy;

class ControlHistoryTest : public test::EngineTest
{
protected:
    // The next session of the run, with so many experiments more.
    void resume(store::RunId run, int more)
    {
        m_options.resume = run;
        m_config.experiments = *m_config.experiments + more;
    }
    std::vector<store::StoredAlarm> alarms(store::RunId run, std::string_view signal)
    {
        auto all = value(reader().alarms(run));
        std::erase_if(all, [&](const auto& alarm) { return alarm.alarm.signal != signal; });
        return all;
    }
    std::int64_t kept(store::RunId run) { return verdicts(run)["kept"]; }

    static void slowControlUnseen(support::FakeWorker& worker)
    {
        worker.distort = [](const auto& request, double& a, double& b) {
            if (test::isSlower(request))
                b = a;
        };
    }
    static void copiesFail(support::FakeWorker& worker)
    {
        worker.failTime = [](const auto& request) -> std::optional<Error> {
            if (!isCopy(request))
                return std::nullopt;
            return Error {ErrorCode::RuntimeError, "the copy died", {}};
        };
    }
};

TEST_F(ControlHistoryTest, aResumeWithAnOpenAlarmKeepsNothingUntilAControlPasses)
{
    m_config.experiments = 3;
    const auto id = run(slowControlUnseen).run;
    ASSERT_EQ(alarms(id, "slow_control_unseen").size(), 1U);
    resume(id, 3);
    run(copiesFail);
    EXPECT_EQ(kept(id), 0);
    ASSERT_EQ(alarms(id, "slow_control_unseen").size(), 1U);
    EXPECT_TRUE(alarms(id, "slow_control_unseen")[0].isOpen);

    resume(id, 3);
    run();
    EXPECT_GE(kept(id), 1);
    ASSERT_EQ(alarms(id, "slow_control_unseen").size(), 1U);
    EXPECT_FALSE(alarms(id, "slow_control_unseen")[0].isOpen) << "a control has passed";
}

TEST_F(ControlHistoryTest, anAlarmThatItsControlDidNotLiveToRaiseIsRaised)
{
    m_config.experiments = 3;
    const auto id = run(slowControlUnseen).run;
    ASSERT_EQ(alarms(id, "slow_control_unseen").size(), 1U);
    {
        auto history = value(store::HistoryWriter::open(m_options.history));
        ASSERT_TRUE(history.closeAlarm(alarms(id, "slow_control_unseen")[0].id));
    }
    resume(id, 3);
    run(copiesFail);
    EXPECT_EQ(kept(id), 0);
    ASSERT_EQ(alarms(id, "slow_control_unseen").size(), 2U);
    EXPECT_TRUE(alarms(id, "slow_control_unseen")[1].isOpen);
}

// Sessions of older versions left alarms behind that later controls had answered.
TEST_F(ControlHistoryTest, anAlarmThatTheLastControlDoesNotSayIsClosed)
{
    m_config.experiments = 3;
    const auto id = run().run;
    {
        auto history = value(store::HistoryWriter::open(m_options.history));
        ASSERT_TRUE(history.recordAlarm(
            id, {"aa_biased", judge::AlarmAction::StopKeeping, 0.02, 0.005, "biased"}));
        ASSERT_TRUE(
            history.recordAlarm(id, {"forecast_off", judge::AlarmAction::Note, 0, 0, "off"}));
    }
    const auto before = kept(id);
    ASSERT_GE(before, 1);
    resume(id, 10);
    run(copiesFail);
    EXPECT_FALSE(alarms(id, "aa_biased")[0].isOpen);
    EXPECT_TRUE(alarms(id, "forecast_off")[0].isOpen) << "of no control";
    EXPECT_GT(kept(id), before);
}

TEST_F(ControlHistoryTest, theNoiseFloorIsThatOfTheLastControl)
{
    m_config.experiments = 3;
    int copies = 0;
    const auto id = run([&](support::FakeWorker& worker) {
        worker.distort = [&](const auto& request, double&, double& b) {
            if (isCopy(request))
                b *= ++copies % 2 == 0 ? 1.01 : 0.99;
        };
    }).run;
    resume(id, 3);
    run(copiesFail);
    const auto rows = experiments(id);
    ASSERT_EQ(rows.size(), 6U);
    const auto floor = value(reader().noiseFloor(rows.front().id));
    ASSERT_TRUE(floor);
    EXPECT_GT(*floor, 0.005);
    EXPECT_EQ(value(reader().noiseFloor(rows.back().id)), floor);
}

// The first floor of the run is what later ones are compared with, in whatever session.
TEST_F(ControlHistoryTest, aNoiseFloorThatDoubledIsRememberedOverSessions)
{
    const auto prepare = [this](support::FakeWorker& worker) {
        worker.onCall = [this](const std::string& op) { m_now += op == "compile" ? 700 : 0; };
        worker.distort = [this, copies = 0](const auto& request, double&, double& b) mutable {
            if (isCopy(request) && m_now > 1000)
                b *= ++copies % 2 == 0 ? 1.02 : 0.98;
        };
    };
    useClock(std::chrono::minutes(80));
    const auto id = run(prepare).run;
    const auto before = alarms(id, "noise_floor_doubled");
    ASSERT_FALSE(before.empty());
    EXPECT_TRUE(before.back().isOpen);
    m_options.resume = id;
    useClock(std::chrono::minutes(30));
    run(prepare);
    const auto after = alarms(id, "noise_floor_doubled");
    ASSERT_GT(after.size(), before.size()) << "raised again";
    for (const auto& alarm : after)
        EXPECT_EQ(alarm.isOpen, alarm.id == after.back().id);
}

} // namespace
} // namespace autokernel::engine
