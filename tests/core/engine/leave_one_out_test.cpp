// SPDX-License-Identifier: Apache-2.0
// Which kernels the end of a run keeps in the model.
#include "core/engine/model_run_fixture.h"

#include "engine/whole_model.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

using store::ModelMeasurement;
using support::FakeModelWorker;

class LeaveOneOutTest : public test::ModelRunTest
{
protected:
    // Their errors as a share of the budget: with so many kernels.
    void useErrors(std::function<double(const std::vector<protocol::Winner>&)> worst)
    {
        const auto before = m_change;
        m_change = [=](FakeModelWorker& worker) {
            before(worker);
            worker.errorWith = worst;
        };
    }
    // Changes what all winners against fewer of them, or against none, are timed as.
    void spoilLeaveOneOut(
        std::function<void(const protocol::TimeModelRequest&, protocol::PairBlock&)> spoil)
    {
        const auto before = m_change;
        m_change = [=](FakeModelWorker& worker) {
            before(worker);
            worker.spoilModel = [=](const auto& request, auto& block) {
                if (request.a.starts_with("package:"))
                    spoil(request, block);
            };
        };
    }
    std::string logOf(store::RunId run)
    {
        std::string text;
        for (const auto& line : value(reader().logLines(run)))
            text += line.text + "\n";
        return text;
    }
};

TEST_F(LeaveOneOutTest, aKernelThatIsNotMissedIsDropped)
{
    useTwoKernels([](bool first, bool) { return first ? 12.0 : 18.0; });
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_EQ(final->applied.size(), 1U);
    EXPECT_THAT(final->contender, testing::HasSubstr("1024"));
    EXPECT_THAT(outcome.summary, testing::HasSubstr("with 1 kernel of ours"));
}

TEST_F(LeaveOneOutTest, aKernelStaysWhereNobodyCanTellWhetherItIsMissed)
{
    useTwoKernels([](bool first, bool second) {
        return first && second ? 0.5 : first || second ? 0.7 : 1;
    });
    const auto twoKernels = m_change;
    m_change = [=](FakeModelWorker& worker) {
        twoKernels(worker);
        worker.spoilModel
            = [](const protocol::TimeModelRequest& request, protocol::PairBlock& block) {
                  if (request.a == "original")
                      return;
                  for (std::size_t i = 0; i < block.pairs.size(); ++i) // a neighbour's load
                      (i % 2 == 0 ? block.pairs[i].aNanoseconds : block.pairs[i].bNanoseconds) *= 3;
              };
    };
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_EQ(final->applied.size(), 2U);
}

// 3 % slower without the first, which the process of all winners that is running hides.
TEST_F(LeaveOneOutTest, oneSlowProcessOfAllWinnersDropsNothing)
{
    useTwoKernels([](bool first, bool second) {
        return first && second ? 10.0 : second ? 10.3 : first ? 14.0 : 18.0;
    });
    spoilLeaveOneOut([](const protocol::TimeModelRequest& request, protocol::PairBlock& block) {
        for (auto& pair : block.pairs)
            pair.aNanoseconds *= request.loads > 0 ? 1.0 : 1.05;
    });
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_EQ(final->applied.size(), 2U);
    std::vector<int> loads;
    for (const auto& row : rows(outcome.run))
        if (row.record.kind == ModelMeasurement::LeaveOneOut) {
            EXPECT_LT(row.record.overBaseline.high, 1) << row.record.contender;
            loads.push_back(row.record.blocks.front().loads);
        }
    EXPECT_THAT(loads, testing::UnorderedElementsAre(1, kPrintedLoads))
        << "the plain loss of one is seen at a glance";
}

// Nothing is lost without either, but processes differ by more than what may be lost.
TEST_F(LeaveOneOutTest, aKernelStaysWhereLoadsDifferTooMuchToTell)
{
    useTwoKernels([](bool, bool) { return 10.0; });
    spoilLeaveOneOut([](const protocol::TimeModelRequest&, protocol::PairBlock& block) {
        const auto share = block.pairs.size() / static_cast<std::size_t>(block.loads);
        for (std::size_t i = 0; block.loads > 1 && i < block.pairs.size(); ++i)
            block.pairs[i].aNanoseconds *= i / share % 2 == 0 ? 1.05 : 0.95;
    });
    const auto outcome = run();
    EXPECT_THAT(logOf(outcome.run), testing::HasSubstr("could not be told"));
    EXPECT_THAT(logOf(outcome.run), testing::Not(testing::HasSubstr("is dropped")));
}

TEST_F(LeaveOneOutTest, aKernelStaysWhereThereIsNoTimeForFreshProcesses)
{
    useTwoKernels([](bool first, bool second) { return first || second ? 12.0 : 18.0; });
    useClock(std::chrono::seconds(300));
    m_cost = {{"time_model", 1}, {"compile", 1}};
    spoilLeaveOneOut([this](const protocol::TimeModelRequest&, protocol::PairBlock&) {
        m_now = std::max(m_now, 299.0);
    });
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_EQ(final->applied.size(), 2U);
    EXPECT_THAT(logOf(outcome.run), testing::HasSubstr("no time was left to tell"));
}

TEST_F(LeaveOneOutTest, twoKernelsOfWhichEitherIsEnoughAreNotBothDropped)
{
    useTwoKernels([](bool first, bool second) { return first || second ? 12.0 : 18.0; });
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    EXPECT_EQ(final->applied.size(), 1U);
    EXPECT_TRUE(final->verified) << final->notVerifiedBecause;
}

// Whichever goes first helps by that; the other one's share is what is lost without it alone.
TEST_F(LeaveOneOutTest, aLossIsThatOfOneKernelAlone)
{
    useTwoKernels([](bool first, bool second) {
        return first && second ? 10.0 : first || second ? 9.0 : 18.0;
    });
    const auto outcome = run();
    EXPECT_EQ(measured(outcome.run, ModelMeasurement::Final)->applied.size(), 1U);
    std::vector<store::EndToEndRecord> found;
    for (const auto& row : rows(outcome.run))
        if (row.record.kind == ModelMeasurement::LeaveOneOut)
            found.push_back(row.record);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].baseline, "all winners");
    EXPECT_NEAR(found[0].overBaseline.value, 10.0 / 9.0, 0.02);
    EXPECT_EQ(found[1].baseline, found[0].contender);
    EXPECT_THAT(found[1].contender, testing::StartsWith(found[1].baseline + ", "));
    EXPECT_NEAR(found[1].overBaseline.value, 9.0 / 18.0, 0.015);
}

// Of each alone a loss of 2 % is excluded, of both together it is not.
TEST_F(LeaveOneOutTest, lossesThatCannotBeSeenDoNotAddUp)
{
    useTwoKernels([](bool first, bool second) { return first && second ? 10.0 : 10.08; });
    spoilLeaveOneOut([](const protocol::TimeModelRequest& request, protocol::PairBlock& block) {
        const auto share = block.pairs.size() / static_cast<std::size_t>(block.loads);
        for (std::size_t i = 0; i < block.pairs.size(); ++i) {
            auto& pair = block.pairs[i];
            pair.aNanoseconds = 1e7;
            pair.bNanoseconds = 1.008e7
                * (request.loads > 1 ? i / share % 2 == 0 ? 1 - 0.0066 : 1 + 0.0066
                        : i % 2 == 0 ? 0.95
                                     : 1.05);
        }
    });
    const auto outcome = run();
    const auto log = logOf(outcome.run);
    EXPECT_THAT(log, testing::HasSubstr("is dropped"));
    EXPECT_THAT(log, testing::HasSubstr("whether the model misses it could not be told"));
    EXPECT_EQ(measured(outcome.run, ModelMeasurement::Final)->applied.size(), 1U);
}

TEST_F(LeaveOneOutTest, whenNoKernelIsMissedNothingIsApplied)
{
    useTwoKernels([](bool, bool) { return 18.0; });
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_TRUE(final->applied.empty());
    EXPECT_FALSE(final->verified);
    EXPECT_FALSE(measured(outcome.run, ModelMeasurement::Package));
    EXPECT_THAT(outcome.summary, testing::HasSubstr("No kernel of ours is applied"));
    const auto report = reported(outcome.run);
    EXPECT_FALSE(report.ours.overEager);
    EXPECT_THAT(report.headline, testing::HasSubstr("nothing of ours is applied"));
}

// 4 % slower without it, and a neighbour: 12 pairs cannot exclude that it costs nothing.
TEST_F(LeaveOneOutTest, aKernelStaysWhereItsAbsenceMayCostSomething)
{
    useTwoKernels([](bool first, bool second) {
        return first && second ? 10.0 : first ? 10.4 : second ? 14.0 : 18.0;
    });
    const auto twoKernels = m_change;
    m_change = [=](FakeModelWorker& worker) {
        twoKernels(worker);
        worker.spoilModel
            = [](const protocol::TimeModelRequest& request, protocol::PairBlock& block) {
                  if (request.a == "original")
                      return;
                  for (std::size_t i = 0; i < block.pairs.size(); ++i)
                      block.pairs[i].bNanoseconds *= i % 2 == 0 ? 1.06 : 0.94;
              };
    };
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_EQ(final->applied.size(), 2U);
}

TEST_F(LeaveOneOutTest, theKernelThatBreaksTheErrorBudgetIsLeftOut)
{
    useTwoKernels([](bool first, bool second) {
        return first && second ? 10.0 : first ? 14.0 : second ? 12.0 : 18.0;
    });
    useErrors([](const auto& winners) {
        const bool hasSecond = std::any_of(winners.begin(), winners.end(),
            [](const auto& winner) { return winner.target.symbols.at("N") == 2048; });
        return hasSecond ? 1.05 : 0.4;
    });
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_TRUE(final->verified) << final->notVerifiedBecause;
    EXPECT_EQ(final->applied.size(), 1U);
    EXPECT_THAT(final->contender, testing::HasSubstr("1024"));
    EXPECT_NEAR(final->overBaseline.value, 18.0 / 14.0, 0.02);
}

TEST_F(LeaveOneOutTest, whereEachKernelAloneErrsTooMuchNothingIsVerified)
{
    useTwoKernels([](bool first, bool second) { return 18.0 - 4 * first - 4 * second; });
    useErrors([](const auto& winners) { return 1.1 * static_cast<double>(winners.size()); });
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_FALSE(final->verified);
    EXPECT_THAT(final->notVerifiedBecause, testing::HasSubstr("1.10 times its budget"));
}

// Right when it is checked, it crashes when the model is timed.
TEST_F(LeaveOneOutTest, theKernelThatFailsUnderTheClockAloneIsLeftOut)
{
    useTwoKernels([](bool first, bool second) {
        return first && second ? 10.0 : first ? 14.0 : second ? 12.0 : 18.0;
    });
    const auto twoKernels = m_change;
    m_change = [=](FakeModelWorker& worker) {
        twoKernels(worker);
        worker.failPackage = [](const auto& winners) -> std::optional<Error> {
            if (std::none_of(winners.begin(), winners.end(),
                    [](const auto& winner) { return winner.target.symbols.at("N") == 2048; }))
                return std::nullopt;
            return Error {ErrorCode::RuntimeError, "the second kernel crashed.", {}};
        };
    };
    const auto outcome = run();
    EXPECT_EQ(outcome.state, store::RunState::Finished) << outcome.summary;
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_TRUE(final->verified) << final->notVerifiedBecause;
    EXPECT_THAT(final->contender, testing::HasSubstr("1024"));
    EXPECT_NEAR(final->overBaseline.value, 18.0 / 14.0, 0.02);
}

TEST_F(LeaveOneOutTest, whereNoneCanBeTimedNothingIsApplied)
{
    useTwoKernels([](bool first, bool second) { return 18.0 - 4 * first - 4 * second; });
    const auto twoKernels = m_change;
    m_change = [=](FakeModelWorker& worker) {
        twoKernels(worker);
        worker.failPackage = [](const auto&) {
            return Error {ErrorCode::RuntimeError, "it crashed.", {}};
        };
    };
    const auto outcome = run();
    EXPECT_EQ(outcome.state, store::RunState::Finished) << outcome.summary;
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_THAT(final->notVerifiedBecause, testing::HasSubstr("could not be timed: it crashed"));
}

} // namespace
} // namespace autokernel::engine
