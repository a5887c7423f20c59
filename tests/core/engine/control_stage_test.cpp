// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine_fixture.h"

#include "engine/control_stage.h"
#include "report/report_data.h"
#include "store/judge_again.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

using store::ControlKind;
using testing::HasSubstr;

using test::isCopy;
using test::isRevalidation;
using test::isSlower;

bool isControl(const protocol::TimeRequest& request)
{
    return isCopy(request) || isSlower(request) || isRevalidation(request);
}

class ControlStageTest : public test::EngineTest
{
protected:
    std::vector<store::StoredAlarm> alarms(store::RunId run, std::string_view signal)
    {
        auto all = reader().alarms(run);
        EXPECT_TRUE(all);
        std::erase_if(*all, [&](const auto& alarm) { return alarm.alarm.signal != signal; });
        return *all;
    }

    // Each compile and each timing of the worker takes so long.
    void charge(support::FakeWorker& worker, double compileSeconds, double timeSeconds)
    {
        worker.onCall = [=, this](const std::string& op) {
            m_now += op == "compile" ? compileSeconds : op == "time" ? timeSeconds : 0;
        };
    }
};

TEST_F(ControlStageTest, aTargetStartsWithAnAaAndASlowControlThatPass)
{
    m_config.experiments = 3;
    const auto outcome = run();
    const auto same = rows(outcome.run, ControlKind::SameCode);
    const auto slower = rows(outcome.run, ControlKind::SlowerCode);
    ASSERT_EQ(same.size(), 1U);
    ASSERT_EQ(slower.size(), 1U);
    EXPECT_EQ(same[0].number, 1) << "before anything can be kept";
    EXPECT_EQ(same[0].verdict.rule, "aa_unbiased") << same[0].verdict.sentence;
    EXPECT_EQ(slower[0].verdict.rule, "slow_control_seen") << slower[0].verdict.sentence;
    EXPECT_NEAR(slower[0].overIncumbent->value, 1 / 1.02, 0.005);
    EXPECT_THAT(same[0].verdict.sentence,
        testing::HasSubstr(fmt::format("{:+.2f} %", 100 * (same[0].overIncumbent->value - 1))))
        << "the figure beside it is the sentence's";
    const auto evidence = reader().experiment(same[0].id);
    ASSERT_TRUE(evidence);
    EXPECT_EQ(evidence->blocks.size(), 3U);
    EXPECT_EQ(evidence->blocks[0].purpose, store::BlockPurpose::Control);
    EXPECT_TRUE(alarms(outcome.run, "aa_biased").empty());
    EXPECT_EQ(verdicts(outcome.run)["kept"] + verdicts(outcome.run)["reverted"]
            + verdicts(outcome.run)["inconclusive"],
        3)
        << "controls are no experiments";
}

TEST_F(ControlStageTest, controlsComeBackEveryHour)
{
    useClock(std::chrono::hours(3));
    const auto outcome = run([&](support::FakeWorker& worker) { charge(worker, 700, 1); });
    // At 0, 1 and 2 hours; 16 settings at 700 s fill the budget.
    EXPECT_EQ(rows(outcome.run, ControlKind::SameCode).size(), 3U);
    EXPECT_EQ(rows(outcome.run, ControlKind::SlowerCode).size(), 3U);
}

TEST_F(ControlStageTest, aJudgeThatCannotSeeTwoPercentKeepsNothing)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.distort = [](const auto& request, double& a, double& b) {
            if (isSlower(request))
                b = a;
        };
    });
    EXPECT_EQ(verdicts(outcome.run)["kept"], 0);
    const auto raised = alarms(outcome.run, "slow_control_unseen");
    ASSERT_FALSE(raised.empty());
    EXPECT_EQ(raised[0].alarm.action, judge::AlarmAction::StopKeeping);
    EXPECT_TRUE(raised[0].isOpen);
    const auto all = experiments(outcome.run);
    EXPECT_THAT(all.front().verdict.sentence, HasSubstr("A control stopped keeping"));
}

TEST_F(ControlStageTest, whatIsWrongWhileAControlIsTimedStopsKeeping)
{
    const std::pair<bool (*)(const protocol::TimeRequest&), const char*> cases[] {
        {isCopy, "aa_failed"}, {isSlower, "slow_control_unseen"}};
    for (const auto& [isIt, signal] : cases) {
        SCOPED_TRACE(signal);
        m_options.history = m_folder.path() / fmt::format("{}.db", signal);
        const auto outcome = run([&, &wanted = isIt](support::FakeWorker& worker) {
            worker.spoil = [&](const auto& request, auto& block) {
                if (wanted(request))
                    block.faultB = {protocol::FaultCause::BrokenRule, "C9: wrote behind y"};
            };
        });
        EXPECT_EQ(verdicts(outcome.run)["kept"], 0);
        const auto raised = alarms(outcome.run, signal);
        ASSERT_EQ(raised.size(), 1U);
        EXPECT_TRUE(raised[0].isOpen);
        EXPECT_THAT(raised[0].alarm.sentence, HasSubstr("C9: wrote behind y"));
        EXPECT_TRUE(value(store::judgeRunAgain(reader(), outcome.run)).changed.empty());
    }
}

TEST_F(ControlStageTest, aSlowControlThatCannotRunForgivesNothing)
{
    useClock(std::chrono::hours(1));
    int slow = 0;
    const auto outcome = run([&](support::FakeWorker& worker) {
        charge(worker, 120, 1);
        worker.distort = [](const auto& request, double& a, double& b) {
            if (isSlower(request))
                b = a;
        };
        worker.failTime = [&](const auto& request) -> std::optional<Error> {
            constexpr int kRequestsOfTheFirst = 10; // 20 pairs each, 200 at most
            if (!isSlower(request) || ++slow <= kRequestsOfTheFirst)
                return std::nullopt;
            return Error {ErrorCode::RuntimeError, "the copy died", {}};
        };
    });
    EXPECT_GT(slow, 11) << "tried again";
    EXPECT_EQ(verdicts(outcome.run)["kept"], 0);
    const auto raised = alarms(outcome.run, "slow_control_unseen");
    ASSERT_EQ(raised.size(), 1U);
    EXPECT_TRUE(raised[0].isOpen);
}

TEST_F(ControlStageTest, whatWasNotRevalidatedIsSaid)
{
    useClock(std::chrono::seconds(20));
    const auto outcome = run([&](support::FakeWorker& worker) { charge(worker, 1, 1.5); });
    const auto keeps = value(reader().keeps(outcome.run));
    ASSERT_FALSE(keeps.empty());
    EXPECT_THAT(keeps.back().notRevalidatedBecause, HasSubstr("no time left"));
    bool isNoted = false;
    for (const auto& line : value(reader().logLines(outcome.run)))
        isNoted = isNoted || line.text.find("The re-validation of toy") != std::string::npos;
    EXPECT_TRUE(isNoted) << "though the A/A control was left out before it";
}

TEST_F(ControlStageTest, aRevalidationReplacesAChainedFigure)
{
    m_config.experiments = 16;
    const auto outcome = run();
    const auto keeps = value(reader().keeps(outcome.run));
    ASSERT_GE(keeps.size(), 3U);
    const auto report = value(report::buildReport(reader(), outcome.run));
    const auto& keep = report.kernels[0].keeps[*report.kernels[0].champion];
    ASSERT_TRUE(keep.revalidated);
    EXPECT_EQ(keep.overEager()->value, keep.revalidated->value);
    EXPECT_EQ(keep.overEagerSource(), "timed against eager again");
    EXPECT_EQ(report.kernels[0].keeps[0].overEagerSource(), "") << "it was kept against eager";
    EXPECT_EQ(report.kernels[0].keeps[1].overEagerSource(), "chained over earlier champions");
    EXPECT_THAT(outcome.summary, HasSubstr(fmt::format("{:.2f}x", keep.revalidated->value)));
    EXPECT_TRUE(keep.notRevalidated.empty());
}

TEST_F(ControlStageTest, keepingGoesOnWhenTheControlPassesAgain)
{
    useClock(std::chrono::hours(2));
    const auto outcome = run([&](support::FakeWorker& worker) {
        charge(worker, 120, 1);
        worker.distort = [this](const auto& request, double&, double& b) {
            if (isCopy(request) && m_now < 600)
                b *= 0.97; // the copy seems 3 % faster than itself
        };
    });
    const auto raised = alarms(outcome.run, "aa_biased");
    ASSERT_GE(raised.size(), 2U) << "at the start and at the next try";
    for (const auto& alarm : raised)
        EXPECT_FALSE(alarm.isOpen);
    const auto all = experiments(outcome.run);
    auto passed = rows(outcome.run, ControlKind::SameCode);
    std::erase_if(passed, [](const auto& row) { return row.verdict.rule != "aa_unbiased"; });
    ASSERT_FALSE(passed.empty());
    std::size_t keptBefore = 0;
    std::size_t keptAfter = 0;
    for (const auto& row : all)
        if (row.verdict.kind == judge::VerdictKind::Kept)
            ++(row.number < passed[0].number ? keptBefore : keptAfter);
    EXPECT_EQ(keptBefore, 0U);
    EXPECT_GE(keptAfter, 1U);
}

TEST_F(ControlStageTest, oneUnluckyLoadOfAShortRunIsLookedAtTwice)
{
    useClock(std::chrono::seconds(60));
    int copies = 0;
    const auto outcome = run([&](support::FakeWorker& worker) {
        charge(worker, 1, 2);
        worker.distort = [&](const auto& request, double&, double& b) {
            if (isCopy(request) && ++copies == 1)
                b *= 1.06; // this load came out 6 % slower than its twin
        };
    });
    EXPECT_EQ(copies, 3) << "the share of controls pays for one load";
    EXPECT_TRUE(alarms(outcome.run, "aa_biased").empty());
    EXPECT_GE(verdicts(outcome.run)["kept"], 1);
}

TEST_F(ControlStageTest, aShortRunThatFailsItsControlTriesAgainInTime)
{
    useClock(std::chrono::seconds(100));
    const auto outcome = run([&](support::FakeWorker& worker) {
        charge(worker, 1, 1);
        worker.distort = [this](const auto& request, double&, double& b) {
            if (isCopy(request) && m_now < 8)
                b *= 1.06;
        };
    });
    EXPECT_EQ(alarms(outcome.run, "aa_biased").size(), 1U);
    EXPECT_GE(verdicts(outcome.run)["kept"], 1);
}

TEST_F(ControlStageTest, aShortRunIsNotEatenByControls)
{
    for (const int budget : {20, 60, 300}) {
        SCOPED_TRACE(budget);
        m_options.history = m_folder.path() / fmt::format("{}.db", budget);
        m_now = 0;
        useClock(std::chrono::seconds(budget));
        double controls = 0;
        const auto outcome = run([&](support::FakeWorker& worker) {
            charge(worker, 1, 2);
            worker.distort = [&](const auto& request, double&, double&) {
                controls += isControl(request) ? 2 : 0;
            };
        });
        EXPECT_LE(controls, 0.1 * budget);
        EXPECT_GT(experiments(outcome.run).size(), 0U);
        EXPECT_EQ(rows(outcome.run, ControlKind::SlowerCode).size(), budget == 300 ? 1U : 0U)
            << "five minutes have room for both";
    }
}

TEST_F(ControlStageTest, aDoubtfulChampionIsDemotedAndTheOneBeforeReturns)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.distort = [](const auto& request, double& a, double& b) {
            // What was kept last was a fluke: against the original, later, it gains nothing.
            if (isRevalidation(request) && !request.b.candidate->tunables.contains("A"))
                FAIL();
            if (isRevalidation(request)
                && request.b.candidate->tunables.at("A") + request.b.candidate->tunables.at("B")
                    > 2)
                a = b;
        };
    });
    EXPECT_EQ(outcome.state, store::RunState::Finished);
    const auto keeps = reader().keeps(outcome.run);
    ASSERT_TRUE(keeps);
    ASSERT_GE(keeps->size(), 2U);
    EXPECT_TRUE(keeps->front().demotedBecause.empty()) << "the starter stands";
    for (std::size_t i = 1; i < keeps->size(); ++i)
        EXPECT_THAT((*keeps)[i].demotedBecause, HasSubstr("doubtful")) << i;
    const auto raised = alarms(outcome.run, "champion_doubtful");
    EXPECT_EQ(raised.size(), keeps->size() - 1);
    EXPECT_EQ(raised[0].experiment, keeps->back().experiment.id);
    EXPECT_THAT(outcome.summary, HasSubstr("1.3"));
}

TEST_F(ControlStageTest, whenNoChampionHoldsTheOriginalReturns)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.distort = [](const auto& request, double& a, double& b) {
            if (isRevalidation(request))
                a = b;
        };
    });
    for (const auto& keep : value(reader().keeps(outcome.run)))
        EXPECT_FALSE(keep.demotedBecause.empty());
    EXPECT_THAT(outcome.summary, HasSubstr("No kernel faster than eager"));
}

TEST_F(ControlStageTest, championsAreTriedAgainEachHourAndAtTheEnd)
{
    useClock(std::chrono::hours(3));
    const auto outcome = run([&](support::FakeWorker& worker) { charge(worker, 700, 1); });
    std::size_t blocks = 0;
    for (const auto& keep : value(reader().keeps(outcome.run))) {
        EXPECT_TRUE(keep.demotedBecause.empty());
        for (const auto& block : value(reader().experiment(keep.experiment.id)).blocks)
            blocks += block.purpose == store::BlockPurpose::Revalidation ? 1 : 0;
    }
    EXPECT_GE(blocks, 3U); // after 1 and 2 hours, and at the end
}

TEST_F(ControlStageTest, aControlThatCannotRunIsANoteAndStopsNothing)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        bool first = true;
        worker.onCall = [&worker, first](const std::string& op) mutable {
            // The first timing is the original's.
            if (op == "time" && worker.calls[op] > 1 && std::exchange(first, false))
                worker.failNext("time", {ErrorCode::RuntimeError, "the copy died", {}});
        };
    });
    EXPECT_GE(verdicts(outcome.run)["kept"], 1);
    bool isNoted = false;
    for (const auto& line : value(reader().logLines(outcome.run)))
        isNoted = isNoted || line.text.find("could not run: the copy died") != std::string::npos;
    EXPECT_TRUE(isNoted);
}

class OnABusyMachine : public ControlStageTest
{
protected:
    std::unique_ptr<support::FakeWorker> makeWorker() override
    {
        return std::make_unique<support::FakeWorker>(timeOf, 4e6, 0.5);
    }
};

TEST_F(OnABusyMachine, aLargeGainIsStillKeptAndTheNoiseIsSaid)
{
    m_config.experiments = 2;
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.distort = [](const auto& request, double& a, double& b) {
            if (isSlower(request))
                a = b / 3; // whatever the noise, this is seen
        };
    });
    const auto raised = alarms(outcome.run, "aa_too_noisy");
    ASSERT_EQ(raised.size(), 1U);
    EXPECT_EQ(raised[0].alarm.action, judge::AlarmAction::Note);
    EXPECT_EQ(experiments(outcome.run)[0].verdict.kind, judge::VerdictKind::Kept)
        << experiments(outcome.run)[0].verdict.sentence;
}

} // namespace
} // namespace autokernel::engine
