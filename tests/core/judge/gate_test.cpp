// SPDX-License-Identifier: Apache-2.0
#include "core/judge/simulated_pairs.h"

#include "judge/gate.h"

#include <gmock/gmock.h>

namespace autokernel::judge {
namespace {

std::vector<ShapePairs> shape(protocol::PairBlock block, double weight = 1, std::string name = "s")
{
    ShapePairs pairs;
    pairs.target = std::move(name);
    pairs.weight = weight;
    pairs.blocks = {std::move(block)};
    return {pairs};
}

std::vector<ShapePairs> both(std::vector<ShapePairs> first, const std::vector<ShapePairs>& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

constexpr GateSettings kFirst {Gate::First, false, 0};
constexpr GateSettings kConfirmation {Gate::Confirmation, false, 0};

TEST(Gate, beginsWithTheFirstRequest)
{
    const GateDecision decision = decideGate({}, kFirst);
    EXPECT_EQ(decision.step, GateStep::Continue);
    EXPECT_EQ(decision.morePairs, Thresholds {}.cpu.firstRequest);
}

TEST(Gate, aClearGainIsFasterAtTheFirstLook)
{
    const GateDecision decision = decideGate(shape(simulatedBlock(10, 0.2, 0.01, 1)), kFirst);
    EXPECT_EQ(decision.step, GateStep::Faster) << decision.sentence;
    EXPECT_THAT(decision.sentence, testing::HasSubstr("10 pairs"));
}

TEST(Gate, aClearLossIsFutileAtTheFirstLook)
{
    EXPECT_EQ(decideGate(shape(simulatedBlock(10, -0.1, 0.01, 1)), kFirst).step, GateStep::Futile);
}

TEST(Gate, aLossBeyondTheClipIsNotGivenAFigure)
{
    const auto slower = decideGate(shape(simulatedBlock(10, -0.7, 0.01, 1)), kFirst);
    EXPECT_EQ(slower.step, GateStep::Futile);
    EXPECT_THAT(slower.sentence, testing::HasSubstr("below -9.5 % over 10 pairs"));
    const auto faster = decideGate(shape(simulatedBlock(10, 0.7, 0.01, 1)), kFirst);
    EXPECT_EQ(faster.step, GateStep::Faster);
    EXPECT_THAT(faster.sentence, testing::HasSubstr("above +10.5 % over 10 pairs"));
}

TEST(Gate, neverDecidesWithNinePairs)
{
    const GateDecision decision = decideGate(shape(simulatedBlock(9, 0.5, 0.001, 1)), kFirst);
    EXPECT_EQ(decision.step, GateStep::Continue);
    EXPECT_EQ(decision.morePairs, Thresholds {}.cpu.request);
}

TEST(Gate, asksForNoMoreThanTheCapAllows)
{
    const GateDecision decision = decideGate(shape(simulatedBlock(180, 0.006, 0.04, 2)), kFirst);
    ASSERT_EQ(decision.step, GateStep::Continue) << decision.sentence;
    EXPECT_EQ(decision.morePairs, 20);
}

TEST(Gate, isExhaustedAtTheCap)
{
    EXPECT_EQ(
        decideGate(shape(simulatedBlock(200, 0.006, 0.06, 2)), kFirst).step, GateStep::Exhausted);
    EXPECT_EQ(decideGate(shape(simulatedBlock(80, 0.006, 0.06, 2)), {Gate::First, true, 0}).step,
        GateStep::Exhausted);
}

TEST(Gate, equalTimesAreFutileNotFaster)
{
    EXPECT_EQ(
        decideGate(shape(blockOf(std::vector<double>(10, 0.0))), kFirst).step, GateStep::Futile);
}

TEST(Gate, belowTheMinimumClaimNothingIsFaster)
{
    // 0.3 %, dead certain: two loads of one binary differ by as much.
    EXPECT_EQ(
        decideGate(shape(simulatedBlock(200, 0.003, 0.001, 1)), kFirst).step, GateStep::Futile);
}

TEST(Gate, theNoiseFloorRaisesTheMinimumEffect)
{
    EXPECT_DOUBLE_EQ(minimumEffect(0.002), 0.01);
    EXPECT_DOUBLE_EQ(minimumEffect(0.02), 0.04);
    const auto pairs = shape(simulatedBlock(60, 0.015, 0.01, 1));
    EXPECT_EQ(decideGate(pairs, kFirst).step, GateStep::Faster);
    EXPECT_EQ(decideGate(pairs, {Gate::First, false, 0.02}).step, GateStep::Futile);
}

TEST(Gate, confirmationIsStricterThanTheFirstGate)
{
    int first = 0;
    int confirmed = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const auto pairs = shape(simulatedBlock(40, 0.0125, 0.02, seed));
        first += decideGate(pairs, kFirst).step == GateStep::Faster ? 1 : 0;
        confirmed += decideGate(pairs, kConfirmation).step == GateStep::Faster ? 1 : 0;
    }
    EXPECT_LT(confirmed, first);
}

TEST(Gate, stallsDoNotMoveADecision)
{
    protocol::PairBlock block = simulatedBlock(60, 0.03, 0.01, 4);
    for (std::size_t i = 0; i < 5; ++i)
        block.pairs[i].bNanoseconds *= 30; // B met a stall
    EXPECT_EQ(decideGate(shape(block), kFirst).step, GateStep::Faster);
}

TEST(Gate, manyDroppedPairsMeanAnUnstableMachine)
{
    protocol::PairBlock block = simulatedBlock(60, 0.2, 0.01, 4);
    for (std::size_t i = 0; i < 25; ++i)
        block.pairs[i].droppedBecause = "clock";
    const GateDecision decision = decideGate(shape(block), kFirst);
    EXPECT_EQ(decision.step, GateStep::Exhausted);
    EXPECT_THAT(decision.sentence, testing::HasSubstr("Unstable"));
}

TEST(Gate, shapesWeighByTheirShare)
{
    const auto pairs
        = both(shape(blockOf({0.10, 0.10}), 3, "a"), shape(blockOf({-0.02, 0.02, 9}), 1, "b"));
    EXPECT_THAT(combinedLogRatios(pairs),
        testing::ElementsAre(testing::DoubleNear(0.07, 1e-12), testing::DoubleNear(0.08, 1e-12)));
    EXPECT_THAT(combinedLogRatios(shape(blockOf({0.5, -0.5})), 0.1),
        testing::ElementsAre(testing::DoubleNear(0.1, 1e-12), testing::DoubleNear(-0.1, 1e-12)));
}

TEST(Gate, aShapeWithoutPairsEndsAtTheCapOfRounds)
{
    const auto pairs = both(shape(simulatedBlock(400, 0.1, 0.01, 1), 1, "a"), shape({}, 1, "b"));
    EXPECT_EQ(decideGate(pairs, kFirst).step, GateStep::Exhausted);
}

TEST(Gate, confirmationRefusesACandidateThatLosesOnOneShape)
{
    const auto pairs = both(shape(simulatedBlock(60, 0.08, 0.01, 1), 9, "large"),
        shape(simulatedBlock(60, -0.03, 0.01, 2), 1, "small"));
    EXPECT_EQ(decideGate(pairs, kFirst).step, GateStep::Faster);
    const GateDecision decision = decideGate(pairs, kConfirmation);
    EXPECT_EQ(decision.step, GateStep::Futile);
    EXPECT_THAT(decision.sentence, testing::HasSubstr("small"));
}

TEST(Gate, confirmationMeasuresOnUntilEachShapesLossIsExcluded)
{
    const auto pairs = both(shape(simulatedBlock(12, 0.08, 0.005, 1), 9, "large"),
        shape(simulatedBlock(12, 0.0, 0.03, 2), 1, "small"));
    const GateDecision decision = decideGate(pairs, kConfirmation);
    EXPECT_EQ(decision.step, GateStep::Continue) << decision.sentence;
    EXPECT_THAT(decision.losingShapes, testing::ElementsAre("small"));
}

TEST(Gate, confirmationAcceptsATieOnOneShape)
{
    const auto pairs = both(shape(simulatedBlock(200, 0.08, 0.01, 1), 9, "large"),
        shape(simulatedBlock(200, 0.0, 0.01, 2), 1, "small"));
    EXPECT_EQ(decideGate(pairs, kConfirmation).step, GateStep::Faster);
}

} // namespace
} // namespace autokernel::judge
