// SPDX-License-Identifier: Apache-2.0
#include "core/judge/simulated_pairs.h"

#include "judge/pair.h"

#include <gmock/gmock.h>

#include <limits>

namespace autokernel::judge {
namespace {

TEST(Pair, ratioIsPositiveWhereBIsFaster)
{
    const protocol::PairBlock block = blockOf({std::log(2.0)});
    EXPECT_NEAR(pairSeries({&block, 1}).logRatios.at(0), std::log(2.0), 1e-12);
}

TEST(Pair, dropsWhatTheWorkerDroppedAndWhatIsNoTime)
{
    protocol::PairBlock block = blockOf({0.1, 0.1, 0.1, 0.1, 0.1});
    block.pairs[0].droppedBecause = "stall";
    block.pairs[1].bNanoseconds = 0;
    block.pairs[2].aNanoseconds = std::numeric_limits<double>::quiet_NaN();
    block.pairs[3].aNanoseconds = -5;
    const PairSeries series = pairSeries({&block, 1});
    EXPECT_EQ(series.logRatios.size(), 1U);
    EXPECT_EQ(series.measured, 5U);
    EXPECT_EQ(series.dropped, 4U);
    EXPECT_DOUBLE_EQ(series.droppedFraction(), 0.8);
    EXPECT_EQ(whyDropped(block.pairs[0]), "stall");
}

TEST(Pair, severalBlocksAreOneSeries)
{
    const std::vector<protocol::PairBlock> blocks {blockOf({0.1, 0.2}), blockOf({0.3})};
    EXPECT_THAT(pairSeries(blocks).logRatios,
        testing::ElementsAre(testing::DoubleNear(0.1, 1e-12), testing::DoubleNear(0.2, 1e-12),
            testing::DoubleNear(0.3, 1e-12)));
}

struct ClockCase
{
    const char* name;
    int threads;
    double aUsage; // CPU time over wall time
    double bUsage;
    double bNoise; // alternating relative deviation of B's CPU time
    ClockAgreement expected;
};

class PairClocks : public testing::TestWithParam<ClockCase>
{
};

TEST_P(PairClocks, agreeOrNot)
{
    const ClockCase& c = GetParam();
    protocol::PairBlock block = simulatedBlock(40, 0.02, 0.01, 1);
    int sign = 1;
    for (protocol::Pair& pair : block.pairs) {
        pair.aWitnessNanoseconds = pair.aNanoseconds * c.aUsage;
        pair.bWitnessNanoseconds = pair.bNanoseconds * c.bUsage * (1 + sign * c.bNoise);
        sign = -sign;
    }
    EXPECT_EQ(compareClocks({&block, 1}, c.threads).agreement, c.expected)
        << compareClocks({&block, 1}, c.threads).sentence;
}

INSTANTIATE_TEST_SUITE_P(All, PairClocks,
    testing::Values(ClockCase {"equal", 1, 1, 1, 0, ClockAgreement::Agree},
        ClockCase {"equalOverhead", 1, 1.3, 1.3, 0, ClockAgreement::Agree},
        ClockCase {"fewPercent", 1, 1, 1.03, 0.01, ClockAgreement::Agree},
        ClockCase {"workAfterReturn", 1, 1, 1.5, 0.02, ClockAgreement::Disagree},
        ClockCase {"hiddenSleep", 1, 1, 0.5, 0.02, ClockAgreement::Disagree},
        ClockCase {"noisy", 1, 1, 1.25, 0.4, ClockAgreement::Noisy},
        ClockCase {"leavesAThreadIdle", 2, 2, 1, 0.02, ClockAgreement::Agree},
        ClockCase {"bothBusy", 2, 1.9, 2, 0.01, ClockAgreement::Agree},
        ClockCase {"harnessSpinsForBoth", 2, 2.3, 2.3, 0.01, ClockAgreement::Agree},
        ClockCase {"moreThanAllThreads", 2, 2, 2.6, 0.02, ClockAgreement::Disagree}),
    [](const auto& tested) { return tested.param.name; });

// Events time a block with the gaps between its calls, CUPTI's records leave those out.
protocol::PairBlock gpuBlock(
    double aKernel, double bKernel, double aGap, double bGap, int kernelsOfA = 1)
{
    protocol::PairBlock block = simulatedBlock(40, 0.02, 0.01, 1);
    block.clock = protocol::Clock::Events;
    block.kernelsA = kernelsOfA;
    block.kernelsB = 1;
    for (protocol::Pair& pair : block.pairs) {
        pair.aWitnessNanoseconds = aKernel;
        pair.bWitnessNanoseconds = bKernel;
        pair.aNanoseconds = aKernel + aGap;
        pair.bNanoseconds = bKernel + bGap;
    }
    return block;
}

TEST(Pair, anEqualGapBetweenLaunchesIsNoDisagreementOfGpuClocks)
{
    const auto block = gpuBlock(60'000, 8'000, 6 * 1'300, 1'300, 6);
    const auto found = compareClocks({&block, 1}, 132);
    EXPECT_EQ(found.agreement, ClockAgreement::Agree) << found.sentence;
}

TEST(Pair, workOutsideTheKernelRecordsIsADisagreementOfGpuClocks)
{
    const auto block = gpuBlock(17'000, 12'000, 1'300, 5'300);
    EXPECT_EQ(compareClocks({&block, 1}, 132).agreement, ClockAgreement::Disagree);
}

TEST(Pair, withoutWitnessTheClocksSayNothing)
{
    protocol::PairBlock block = simulatedBlock(40, 0, 0.01, 1);
    for (protocol::Pair& pair : block.pairs)
        pair.aWitnessNanoseconds = 0;
    EXPECT_EQ(compareClocks({&block, 1}, 1).agreement, ClockAgreement::NoWitness);
}

TEST(Pair, faultsAreFoundBySide)
{
    std::vector<protocol::PairBlock> blocks {blockOf({0.1}), blockOf({0.1})};
    EXPECT_FALSE(candidateFault(blocks) || incumbentFault(blocks));
    blocks[1].faultB = {protocol::FaultCause::WrongOutputs, "y differs at 17"};
    EXPECT_EQ(candidateFault(blocks).value().text, "y differs at 17");
    EXPECT_FALSE(incumbentFault(blocks));
    blocks[0].faultA = {protocol::FaultCause::BrokenRule, "C9: wrote behind y"};
    EXPECT_EQ(incumbentFault(blocks).value().cause, protocol::FaultCause::BrokenRule);
}

} // namespace
} // namespace autokernel::judge
