// SPDX-License-Identifier: Apache-2.0
#include "lab/bench/ladder_rounds.h"

#include <gtest/gtest.h>

namespace autokernel::lab {
namespace {

int roundsOf(double secondsOfRound, double budgetSeconds)
{
    int rounds = 0;
    while (!isLadderDone(rounds, rounds * secondsOfRound, budgetSeconds))
        ++rounds;
    return rounds;
}

TEST(LadderRounds, useTheTimeThatTheyHave)
{
    EXPECT_EQ(roundsOf(0.1, 10.05), 101);
}

TEST(LadderRounds, areEnoughForAnIntervalEvenWhereTheTimeIsUsedUp)
{
    EXPECT_EQ(roundsOf(3, 10), 6) << "18 s";
}

TEST(LadderRounds, areAsFewAsThreeWhereMoreWouldDoubleTheTime)
{
    EXPECT_EQ(roundsOf(4, 10), 6) << "20 s are not over twice the time";
    EXPECT_EQ(roundsOf(4.1, 10), 5) << "20.5 s are";
    EXPECT_EQ(roundsOf(60, 10), 3);
}

} // namespace
} // namespace autokernel::lab
