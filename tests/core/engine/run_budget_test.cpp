// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"

#include "engine/run_budget.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {
using namespace std::chrono_literals;
using testing::HasSubstr;

store::RunDetails ranFrom(const std::string& begin, const std::string& lastSign)
{
    store::RunDetails run;
    run.config = Json::object();
    run.summary.startedAt = begin;
    run.heartbeatAt = lastSign;
    return run;
}

TEST(RunBudget, aRunHasSpentWhatItsSessionsTook)
{
    auto run = ranFrom("2026-03-01T20:00:00.000Z", "2026-03-02T03:50:00.000Z");
    EXPECT_EQ(spentOf(run, {}), Seconds(7h + 50min));
    // Resumed the next morning: the night between two sessions is nobody's.
    run.config[store::kSpentSecondsKey] = 600;
    const std::vector<store::LogLine> log {{"2026-03-02T03:40:00.000Z", store::LogLevel::Info,
        "The run goes on after 8 experiments."}};
    EXPECT_EQ(spentOf(run, log), Seconds(20min));
    run.heartbeatAt = "2026-03-02T03:00:00.000Z";
    EXPECT_EQ(spentOf(run, log), Seconds(10min)) << "the clock was put back";
}

TEST(RunBudget, whatWasSpentIsTakenFromTheWallClockAlone)
{
    RunConfig config;
    config.wallClock = 8h;
    const auto late = *budgetOf(config, 7h + 50min, 0s);
    EXPECT_EQ(late.left, Seconds(10min));
    EXPECT_EQ(late.sentence, "10m of its 8h left");
    EXPECT_EQ(budgetOf(config, 9h, 0s)->left, Seconds(0));
    EXPECT_EQ(budgetOf(config, 9h, 0s)->sentence, "nothing of its 8h left");
    config.wallClock.reset();
    EXPECT_EQ(budgetOf(config, 20min, 0s)->left, Seconds(40min)) << "of the hour without a word";
    config.experiments = 10;
    EXPECT_GT(budgetOf(config, 20min, 0s)->left, Seconds(1000h));
    config.until = "07:00";
    EXPECT_EQ(budgetOf(config, 20min, 6h)->left, Seconds(1h));
}

TEST(RunBudget, theWaitForTheDeviceCounts)
{
    RunConfig config;
    config.wallClock = 8h;
    EXPECT_EQ(budgetOf(config, 1h, 0s, 3h)->left, Seconds(4h));
    config.wallClock.reset();
    config.until = "07:00";
    EXPECT_EQ(budgetOf(config, 0s, 22h, 4h)->left, Seconds(5h)) << "waited from ten to two";
    EXPECT_EQ(budgetOf(config, 0s, 22h, 10h)->left, Seconds(0)) << "and not until the next day";
}

TEST(RunBudget, whatAWaitHasLeftMustBeWorthABegin)
{
    EXPECT_FALSE(requireMoreThanAWait({Seconds(0)}, 8h));
    EXPECT_THAT(requireMoreThanAWait({Seconds(40)}, 8h).error().message,
        testing::AllOf(HasSubstr("for 8h, which counts: 40s of its time"), HasSubstr("--for")));
    EXPECT_TRUE(requireMoreThanAWait({Seconds(5min)}, 8h));
    EXPECT_TRUE(requireMoreThanAWait({Seconds(28)}, 2s)) << "of a run of half a minute";
    EXPECT_TRUE(requireMoreThanAWait({Seconds(0)}, 0s)) << "nobody was waited for";
}

class ResumedBudget : public test::EngineTest
{
protected:
    // A stop after so many experiments, as Ctrl-C would.
    RunOutcome stoppedRun(std::chrono::seconds budget, int after)
    {
        m_config.experiments.reset();
        m_config.wallClock = budget;
        std::stop_source stop;
        return run(
            [&](support::FakeWorker& worker) {
                worker.onCall = [&, compiled = 0](const std::string& op) mutable {
                    if (op == "compile" && ++compiled > after)
                        stop.request_stop();
                };
            },
            stop.get_token());
    }
    // As if its last session had ended so long after its begin.
    void pretendSpent(store::RunId run, std::chrono::seconds spent)
    {
        auto history = value(store::HistoryWriter::open(m_options.history));
        auto config = reader().run(run)->config;
        config[store::kSpentSecondsKey] = static_cast<double>(spent.count());
        ASSERT_TRUE(history.setRunConfig(run, config));
    }
    std::string resumedLine(store::RunId run)
    {
        std::string text;
        for (const auto& line : value(reader().logLines(run)))
            if (line.text.starts_with(store::kResumedLine))
                text = line.text;
        return text;
    }
};

TEST_F(ResumedBudget, aResumedRunHasWhatIsLeftAndSaysSo)
{
    const auto first = stoppedRun(3600s, 3);
    pretendSpent(first.run, 3600s - 3s);
    m_config.wallClock.reset();
    m_options.resume = first.run;
    const auto before = std::chrono::steady_clock::now();
    const auto second = run();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 60s);
    EXPECT_EQ(second.state, store::RunState::Finished) << second.summary;
    EXPECT_THAT(resumedLine(first.run), HasSubstr("of its 1h left"));
    EXPECT_GE(reader().run(first.run)->config.at(store::kSpentSecondsKey).get<double>(), 3597);
}

TEST_F(ResumedBudget, aBudgetSaidAnewCountsFromItsStart)
{
    const auto first = stoppedRun(3600s, 3);
    pretendSpent(first.run, 3600s);
    m_config.wallClock.reset();
    m_config.experiments = 6;
    m_options.resume = first.run;
    ASSERT_EQ(run().state, store::RunState::Finished);
    EXPECT_EQ(experiments(first.run).size(), 6U);
    const auto config = reader().run(first.run)->config;
    EXPECT_LT(config.at(store::kSpentSecondsKey).get<double>(), 60) << "of the new one";
    EXPECT_EQ(config.at("experiments"), 6) << "for the next session too";
    EXPECT_FALSE(config.contains("for_seconds"));
}

TEST_F(ResumedBudget, aFinishedRunWithoutTimeLeftAsksForMore)
{
    m_config.experiments = 2;
    m_config.wallClock = 3600s;
    const auto first = run();
    ASSERT_EQ(first.state, store::RunState::Finished);
    pretendSpent(first.run, 3600s);
    m_config.experiments.reset();
    m_config.wallClock.reset();
    m_options.resume = first.run;
    const auto refused = runEngine(
        m_config, m_options, {[this] { return makeWorker(); }, [](const Event&) {}, m_control, {}});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("--for"));
}

} // namespace
} // namespace autokernel::engine
