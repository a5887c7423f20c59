// SPDX-License-Identifier: Apache-2.0
#include "core/judge/simulated_pairs.h"

#include "judge/controls.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace autokernel::judge {
namespace {

std::vector<protocol::PairBlock> blocks(std::vector<double> offsets, double sd, int pairs = 50)
{
    std::vector<protocol::PairBlock> result;
    std::uint64_t seed = 11;
    for (const double offset : offsets)
        result.push_back(simulatedBlock(pairs, offset, sd, seed++));
    return result;
}

TEST(Controls, anHonestAaControlAllowsKeeping)
{
    const AaControl control = judgeAaControl(blocks({0.001, -0.001, 0.002, 0}, 0.02));
    EXPECT_TRUE(control.allowsKeeping()) << control.sentence;
    EXPECT_LT(control.noiseFloor, 0.006);
    EXPECT_GT(control.noiseFloor, 0.0005);
}

// One average of the pairs in figure and sentence: a page beside the log says the same.
TEST(Controls, theirRatioIsWhatTheirSentenceSays)
{
    const AaControl same = judgeAaControl(blocks({0.001, -0.004, 0.002}, 0.02));
    EXPECT_THAT(same.sentence,
        testing::HasSubstr(fmt::format(": {:+.2f} % over", 100 * (same.ratio.value - 1))));
    EXPECT_LT(same.ratio.low, same.ratio.value);
    EXPECT_GT(same.ratio.high, same.ratio.value);
    const SlowControl slow = judgeSlowControl(blocks({-0.02, -0.02}, 0.01));
    EXPECT_THAT(slow.sentence,
        testing::HasSubstr(
            fmt::format("{:+.2f} % ({:+.2f} to {:+.2f} %)", 100 * (slow.ratio.value - 1),
                100 * (slow.ratio.low - 1), 100 * (slow.ratio.high - 1))));
}

TEST(Controls, noiseFloorIsTheSpreadBetweenLoads)
{
    // Quiet within a load, 1 % between loads: within-block noise would never show it.
    const AaControl control = judgeAaControl(blocks({0.01, -0.01, 0.01, -0.01}, 0.001));
    EXPECT_NEAR(control.noiseFloor, 0.0115, 0.001);
}

TEST(Controls, biasStopsKeeping)
{
    const AaControl control = judgeAaControl(blocks({-0.01, -0.01, -0.01}, 0.005));
    EXPECT_TRUE(control.isBiased);
    EXPECT_FALSE(control.allowsKeeping());
}

TEST(Controls, aCopyThatWouldBeKeptStopsKeeping)
{
    EXPECT_TRUE(judgeAaControl(blocks({0.02, 0.02, 0.02}, 0.005)).wouldKeep);
}

// Three loads that differ by 5 % say nothing about a bias of 4 %: the floor rises, keeping goes on.
TEST(Controls, loadsThatDifferRaiseTheFloorInsteadOfABias)
{
    const Thresholds thresholds;
    const AaControl control = judgeAaControl(blocks({0.017, 0.04, 0.07}, 0.03, 30));
    EXPECT_FALSE(control.isBiased) << control.sentence;
    EXPECT_GT(usableNoiseFloor(control, thresholds), 0.02);
    EXPECT_FALSE(control.wouldKeep) << control.sentence;

    Thresholds first;
    first.version = 1;
    EXPECT_TRUE(judgeAaControl(blocks({0.017, 0.04, 0.07}, 0.03, 30), false, first).isBiased)
        << "verdicts of older histories stay";
}

TEST(Controls, theFloorOfABusyMachineIsBounded)
{
    const Thresholds thresholds;
    const AaControl control = judgeAaControl(blocks({-0.6, 0.1, 0.5}, 0.3));
    EXPECT_DOUBLE_EQ(usableNoiseFloor(control, thresholds), thresholds.controlNoise);
}

TEST(Controls, aBusyMachineIsTooNoisyNotBiased)
{
    const AaControl control = judgeAaControl(blocks({0.0, 0.0}, 0.5));
    EXPECT_TRUE(control.isTooNoisy);
    EXPECT_FALSE(control.isBiased) << control.sentence;
    EXPECT_THAT(control.sentence, testing::HasSubstr("busy"));
}

TEST(Controls, withoutPairsNothingIsAllowed)
{
    EXPECT_FALSE(judgeAaControl({}).allowsKeeping());
}

TEST(Controls, twoPercentMoreWorkIsSeen)
{
    EXPECT_TRUE(judgeSlowControl(blocks({-0.02, -0.02}, 0.01)).isSeen);
    EXPECT_FALSE(judgeSlowControl(blocks({0}, 0.01)).isSeen);
    EXPECT_FALSE(judgeSlowControl({}).isSeen);
}

TEST(Controls, verdictsSayWhatWasFound)
{
    EXPECT_EQ(verdictOf(judgeAaControl(blocks({0.001, -0.001, 0}, 0.01))).rule, "aa_unbiased");
    EXPECT_EQ(verdictOf(judgeAaControl(blocks({-0.02, -0.02}, 0.005))).rule, "aa_biased");
    EXPECT_EQ(verdictOf(judgeAaControl(blocks({0, 0}, 0.5))).rule, "aa_too_noisy");
    EXPECT_EQ(verdictOf(judgeAaControl({})).rule, "aa_without_pairs");
    EXPECT_EQ(verdictOf(judgeSlowControl(blocks({-0.02}, 0.01))).kind, VerdictKind::Reverted);
    EXPECT_EQ(verdictOf(judgeSlowControl(blocks({0}, 0.01))).kind, VerdictKind::Inconclusive);
}

constexpr auto kWrongOutputs = protocol::FaultCause::WrongOutputs;
constexpr auto kBrokenRule = protocol::FaultCause::BrokenRule;

// A verdict of a version before stays as it was.
Thresholds before(int version)
{
    Thresholds thresholds;
    thresholds.version = version - 1;
    return thresholds;
}

TEST(Controls, aCopyThatFailsWhileItIsTimedStopsKeeping)
{
    for (const auto fault : {&protocol::PairBlock::faultA, &protocol::PairBlock::faultB}) {
        auto timed = blocks({0.001, -0.001, 0.002}, 0.02);
        timed[1].*fault = {kBrokenRule, "C9: wrote behind y"};
        const AaControl control = judgeAaControl(timed);
        EXPECT_FALSE(control.allowsKeeping());
        EXPECT_EQ(verdictOf(control).kind, VerdictKind::Inconclusive);
        EXPECT_EQ(verdictOf(control).rule, "aa_failed");
        EXPECT_THAT(control.sentence,
            testing::HasSubstr("broke a rule while it was timed: C9: wrote behind y. Keeping"));
        EXPECT_EQ(verdictOf(judgeAaControl(timed, false, before(5))).rule, "aa_unbiased");
    }
}

TEST(Controls, aSlowCopyThatFailsIsNotSeen)
{
    for (const auto fault : {&protocol::PairBlock::faultA, &protocol::PairBlock::faultB}) {
        auto timed = blocks({-0.02, -0.02}, 0.01);
        timed[1].*fault = {kWrongOutputs, "y differs at 17"};
        const SlowControl control = judgeSlowControl(timed);
        EXPECT_EQ(verdictOf(control).rule, "slow_control_unseen");
        EXPECT_THAT(control.sentence, testing::HasSubstr("y differs at 17"));
        EXPECT_TRUE(judgeSlowControl(timed, false, before(5)).isSeen);
    }
}

TEST(Controls, aSlowControlSpendsTheCallsOfOneGateWhateverACallTakes)
{
    for (const double milliseconds : {0.01, 0.1, 0.5, 1.0}) {
        const auto pairs = slowControlPairs(milliseconds * 1e6);
        EXPECT_GE(pairs.blockSeconds, 50 * milliseconds / 1000) << "whole calls";
        EXPECT_LE(pairs.first * pairs.blockSeconds, 1.01) << milliseconds << " ms";
        EXPECT_GE(pairs.first, 10);
    }
    EXPECT_EQ(slowControlPairs(0.1e6).first, 50);
    EXPECT_EQ(slowControlPairs(1e6).first, 20);
    EXPECT_EQ(slowControlPairs(100e6).first, 10);
    EXPECT_EQ(slowControlPairs(1e6, true).maximum, Thresholds {}.gpu.maximumPairs);
}

TEST(Controls, aChampionHoldsOnlyAboveOne)
{
    const Revalidation sound = judgeRevalidation(blocks({0.3}, 0.001));
    EXPECT_TRUE(sound.holds);
    EXPECT_THAT(sound.sentence, testing::HasSubstr("1.350 times as fast"))
        << "not the clipped 1.105";
    EXPECT_THAT(sound.sentence, testing::HasSubstr("the median of 50 pairs of this later look"))
        << "pages print another block";
    const Revalidation doubtful = judgeRevalidation(blocks({0.001}, 0.02));
    EXPECT_FALSE(doubtful.holds);
    EXPECT_THAT(doubtful.sentence, testing::HasSubstr("doubtful"));
}

TEST(Controls, aChampionThatIsWrongDoesNotHold)
{
    auto timed = blocks({0.3, 0.3}, 0.001);
    timed[0].faultB = {kWrongOutputs, "y differs at 17"};
    timed[1].faultA = {kWrongOutputs, "eager differs"};
    const Revalidation look = judgeRevalidation(timed);
    EXPECT_FALSE(look.holds);
    EXPECT_TRUE(look.hasFailed) << "whatever the original did";
    EXPECT_THAT(look.sentence,
        testing::HasSubstr("The champion, against the original, gave a wrong output while it was "
                           "timed: y differs at 17."));
    EXPECT_TRUE(judgeRevalidation(timed, false, before(5)).holds);
}

TEST(Controls, anOriginalThatIsWrongSaysNothingOfTheChampion)
{
    auto timed = blocks({0.3, 0.3}, 0.001);
    timed[1].faultA = {kWrongOutputs, "eager: y differs"};
    const Revalidation look = judgeRevalidation(timed);
    EXPECT_FALSE(look.holds || look.hasFailed);
    EXPECT_THAT(look.voidBecause, testing::HasSubstr("the original failed"));
    EXPECT_THAT(look.sentence, testing::HasSubstr("eager: y differs"));
    EXPECT_TRUE(judgeRevalidation(timed, false, before(5)).voidBecause.empty());
}

TEST(Controls, aChampionThatDoesNotRunDoesNotHold)
{
    const Revalidation look
        = failedRevalidation({ErrorCode::RuntimeError, "signal 11 (contender toy)", {}});
    EXPECT_FALSE(look.holds);
    EXPECT_TRUE(look.hasFailed);
    EXPECT_THAT(
        look.sentence, testing::HasSubstr("twice, in fresh processes: signal 11 (contender toy)."));
}

// Its figure would be one that a wrong kernel made.
TEST(Controls, aFixedBlockWithAFaultPrintsNothing)
{
    const Thresholds thresholds;
    auto timed = blocks({0.3, 0.5}, 0.001, thresholds.printedPairs);
    timed[1].faultB = {kBrokenRule, "C9: y"};
    EXPECT_NEAR(std::log(revalidatedGain(timed)->speedup), 0.3, 0.01);
    EXPECT_NEAR(std::log(revalidatedGain(timed, before(5))->speedup), 0.5, 0.01);
    timed[0].faultA = {kWrongOutputs, "eager: y"};
    EXPECT_FALSE(revalidatedGain(timed));
}

} // namespace
} // namespace autokernel::judge
