// SPDX-License-Identifier: Apache-2.0
#include "engine/run_clock.h"

#include <gtest/gtest.h>

namespace autokernel::engine {
namespace {

TEST(RunClock, searchEndsWhereTheReserveBegins)
{
    double now = 5;
    RunClock clock([&] { return Seconds(now); }, Seconds(100), Seconds(20));
    EXPECT_EQ(clock.leftForSearch(), Seconds(80));
    now = 90;
    EXPECT_EQ(clock.left(), Seconds(15));
    EXPECT_EQ(clock.leftForSearch(), Seconds(0));
}

TEST(RunClock, theReserveGrowsAndLeavesTheSearchMostOfTheRun)
{
    RunClock clock([] { return Seconds(0); }, Seconds(100), Seconds(20));
    clock.reserveAtLeast(Seconds(30));
    EXPECT_EQ(clock.leftForSearch(), Seconds(70));
    clock.reserveAtLeast(Seconds(10));
    EXPECT_EQ(clock.leftForSearch(), Seconds(70)) << "it never shrinks";
    clock.reserveAtLeast(Seconds(90));
    EXPECT_EQ(clock.leftForSearch(), Seconds(60));
    EXPECT_EQ(
        RunClock([] { return Seconds(0); }, Seconds(10), Seconds(29)).leftForSearch(), Seconds(6));
}

TEST(RunClock, theLadderAndTheEndShareFortyPercent)
{
    RunClock clock([] { return Seconds(0); }, Seconds(100), Seconds(30));
    clock.chargeToReserve(Seconds(15));
    EXPECT_EQ(clock.reserve(), Seconds(25));
    clock.reserveAtLeast(Seconds(90));
    EXPECT_EQ(clock.reserve(), Seconds(25));
    clock.chargeToReserve(Seconds(40));
    EXPECT_EQ(clock.reserve(), Seconds(0));
    clock.keepForTheEnd(Seconds(55));
    EXPECT_EQ(clock.reserve(), Seconds(55)) << "else the run would end late";
}

} // namespace
} // namespace autokernel::engine
