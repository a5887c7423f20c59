// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "engine/target_state.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::engine {
namespace {

Incumbent champion(const char* name, double overEager)
{
    Incumbent incumbent;
    incumbent.contender = {name, protocol::CandidateRef {"source", {}}};
    incumbent.logOverEager = std::log(overEager);
    return incumbent;
}

TEST(TargetState, aDirectFigureReplacesTheChainedOne)
{
    TargetState target;
    target.incumbent.nanoseconds = 600'000;
    target.progress.microsecondsPerForward = 600;
    target.crown(champion("first", 1.5));
    target.correct({1.2, 1.1, 1.3});
    EXPECT_NEAR(target.progress.microsecondsPerForward, 500, 1e-9);
    EXPECT_EQ(target.incumbent.overEager->low, 1.1);
    EXPECT_EQ(target.eagerNanoseconds(), 600'000);
    target.dethrone();
    EXPECT_NEAR(target.progress.microsecondsPerForward, 600, 1e-9);
}

TEST(TargetState, aDethronedChampionGivesBackExactlyWhatItTook)
{
    TargetState target;
    target.progress.microsecondsPerForward = 600;
    EXPECT_FALSE(target.hasWinner());
    target.crown(champion("first", 1.5));
    EXPECT_TRUE(target.hasWinner());
    EXPECT_NEAR(target.progress.microsecondsPerForward, 400, 1e-9);
    target.crown(champion("second", 2));
    EXPECT_NEAR(target.progress.microsecondsPerForward, 300, 1e-9);
    ASSERT_EQ(target.progress.gains.size(), 2U);
    EXPECT_NEAR(target.progress.gains[1].logGain, std::log(2 / 1.5), 1e-12);

    target.dethrone();
    EXPECT_EQ(target.incumbent.contender.name, "first");
    EXPECT_NEAR(target.progress.microsecondsPerForward, 400, 1e-9);
    target.dethrone();
    EXPECT_EQ(target.incumbent.contender.name, "eager");
    EXPECT_FALSE(target.hasWinner());
    EXPECT_NEAR(target.progress.microsecondsPerForward, 600, 1e-9);
    EXPECT_TRUE(target.progress.gains.empty());
    EXPECT_TRUE(target.earlier.empty());
}

TEST(TargetState, aStarterThatLostToAChampionWasTimed)
{
    TargetState target;
    target.starter = {"source", {}};
    auto shipped = champion("shipped", 2);
    shipped.contender.candidate->tunables = {{"A", 2}};
    target.crown(shipped);
    EXPECT_FALSE(target.isStarterTimed());
    target.incumbent.overStarter = store::SpeedupInterval {1.2, 1.1, 1.3};
    EXPECT_TRUE(target.isStarterTimed());
}

TEST(TargetState, aStarterThatWasKeptIsTimedForAsLongAsItsKeepStands)
{
    TargetState target;
    target.starter = {"source", {}};
    EXPECT_FALSE(target.isStarterTimed());
    target.crown(champion("starter", 1.5));
    auto faster = champion("other", 2);
    faster.contender.candidate->tunables = {{"A", 2}};
    target.crown(faster);
    EXPECT_TRUE(target.isStarterTimed()) << "under the champion";
    target.dethrone();
    target.dethrone();
    EXPECT_FALSE(target.isStarterTimed()) << "a re-validation took it back";
}

TargetState withSearch()
{
    TargetState target;
    target.search = std::make_unique<mutate::TargetSearch>(std::vector {mutate::sampleCandidate()},
        mutate::sampleTarget(), 1, 1, std::vector<std::unique_ptr<mutate::Mutator>> {});
    return target;
}

mutate::Proposal proposal(std::int64_t tile)
{
    const auto candidate = mutate::sampleCandidate({{"TILE", tile}});
    return {candidate, candidate.normalisedHash(), "parameters", fmt::format("{}", tile), {}};
}

TEST(TargetState, theBestOfTheRefusedAreTriedAgain)
{
    auto target = withSearch();
    target.refuse(proposal(1), 0.1);
    target.refuse(proposal(2), 0.4);
    target.refuse(proposal(8), 0.2);
    target.refuse(proposal(16), 0.3);
    target.refuse(proposal(2), 0.05); // refused a second time, and slower
    target.progress.isExhausted = true;

    EXPECT_EQ(target.tryRefusedAgain(), 3);
    EXPECT_FALSE(target.progress.isExhausted);
    EXPECT_TRUE(target.refused.empty());
    for (const char* tile : {"16", "8", "1"})
        EXPECT_EQ(target.search->next()->idea, tile);
    EXPECT_FALSE(target.search->hasToTryAgain());
    EXPECT_EQ(target.tryRefusedAgain(), 0);
}

TEST(TargetState, theRefusedThatAChampionHasPassedAreNotTriedAgain)
{
    auto target = withSearch();
    target.crown(champion("kept since", 1.5));
    target.refuse(proposal(1), std::log(1.4));
    target.refuse(proposal(2), std::log(1.6));
    EXPECT_EQ(target.tryRefusedAgain(), 1);
    EXPECT_EQ(target.search->next()->idea, "2");
    EXPECT_TRUE(target.refused.empty());
}

} // namespace
} // namespace autokernel::engine
