// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/history_fixture.h"
#include "ui/charts/timing_data.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::ui {
namespace {

using store::BlockPurpose;
using store::test::pairBlock;

TEST(Timing, thePrintedPairsComeBeforeTheGates)
{
    store::ExperimentDetails details;
    details.blocks = {{BlockPurpose::Quick, pairBlock(10, 1.1, 1)},
        {BlockPurpose::FirstGate, pairBlock(20, 1.1, 2)},
        {BlockPurpose::Estimate, pairBlock(30, 1.1, 3)}};
    const auto timing = timingOf(details);
    ASSERT_TRUE(timing);
    EXPECT_EQ(timing->purpose, BlockPurpose::Estimate);
    EXPECT_EQ(timing->candidate.microseconds.size(), 29U);
    EXPECT_EQ(timing->dropped, 1) << "the fixture drops the 29th pair";
    EXPECT_NEAR(timing->candidate.microseconds.front(),
        details.blocks[2].block.pairs.front().bNanoseconds / 1000, 1e-9);
    EXPECT_LT(timing->candidate.median, timing->incumbent.median);
    EXPECT_LE(timing->candidate.interval.low, timing->candidate.median);
    EXPECT_GE(timing->candidate.interval.high, timing->candidate.median);
}

TEST(Timing, theQuickPairsBelongToTheFirstGate)
{
    store::ExperimentDetails details;
    details.blocks = {
        {BlockPurpose::Quick, pairBlock(10, 1, 1)}, {BlockPurpose::FirstGate, pairBlock(20, 1, 2)}};
    EXPECT_EQ(timingOf(details)->candidate.microseconds.size(), 30U);
}

TEST(Timing, withoutPairsThereIsNone)
{
    EXPECT_FALSE(timingOf({}));
    store::ExperimentDetails details;
    details.blocks = {{BlockPurpose::Quick, pairBlock(3, 1, 1)}};
    for (auto& pair : details.blocks[0].block.pairs)
        pair.droppedBecause = "the machine was busy";
    EXPECT_FALSE(timingOf(details));
}

TEST(Timing, outliersOfEachSeriesAreCountedAndNotDrawn)
{
    TimingData data;
    for (int i = 0; i < 40; ++i) {
        data.incumbent.microseconds.push_back(100 + i * 0.01);
        data.candidate.microseconds.push_back(50 + i * 0.01);
    }
    data.candidate.microseconds.push_back(900);
    data.candidate.microseconds.push_back(20);
    data.incumbent.microseconds.push_back(120); // beyond its own spread, though not of both
    const auto range = rangeOf(data);
    EXPECT_LT(range.high, 105);
    EXPECT_GT(range.high, 100.39) << "all others are shown";
    EXPECT_GT(range.low, 45);
    EXPECT_LT(range.low, 50);
    EXPECT_EQ(beyond(data.candidate, range), 2);
    EXPECT_EQ(beyond(data.incumbent, range), 1);
}

TEST(Timing, equalTimesDoNotHideEachOther)
{
    const auto heights = swarm({5, 5, 5, 9}, 0.5);
    EXPECT_NE(heights[0], heights[1]);
    EXPECT_NE(heights[1], heights[2]);
    EXPECT_EQ(heights[3], 0);
    for (const double height : heights)
        EXPECT_LE(std::abs(height), 1);
}

} // namespace
} // namespace autokernel::ui
