// SPDX-License-Identifier: Apache-2.0
#include "plan/move_on.h"

#include <gmock/gmock.h>

namespace autokernel::plan {
namespace {

std::vector<TargetProgress> twoTargets()
{
    std::vector<TargetProgress> targets(2);
    targets[0].key = "a";
    targets[0].microsecondsPerForward = 300;
    targets[0].attainableMicroseconds = 100;
    targets[1].key = "b";
    targets[1].microsecondsPerForward = 200;
    targets[1].attainableMicroseconds = 70;
    return targets;
}

TEST(MoveOn, staysWhileTheTargetIsWorthIt)
{
    const MoveOn decision = moveOn(twoTargets(), "a", 5, 1000);
    EXPECT_EQ(decision.reason, MoveOnReason::Stay);
    EXPECT_EQ(decision.next, "a");
}

TEST(MoveOn, leavesAtTheMeasuredHeadroomNotAtASpeedup)
{
    auto targets = twoTargets();
    targets[0].microsecondsPerForward = 102; // nearly three times as fast as at the start
    EXPECT_EQ(moveOn(targets, "a", 5, 800).reason, MoveOnReason::HeadroomReached);
    targets[0].microsecondsPerForward = 30; // ten times as fast, and six times still attainable
    targets[0].attainableMicroseconds = 5;
    targets[1].isSkipped = true;
    EXPECT_EQ(moveOn(targets, "a", 5, 800).reason, MoveOnReason::Stay);
}

TEST(MoveOn, leavesADryTargetForABetterOneButNotAtOnce)
{
    auto targets = twoTargets();
    targets[0].minutesSpent = 15;
    EXPECT_EQ(moveOn(targets, "a", 0.1, 1000).reason, MoveOnReason::Stay);
    const MoveOn decision = moveOn(targets, "a", 1, 1000);
    EXPECT_EQ(decision.reason, MoveOnReason::BetterElsewhere);
    EXPECT_EQ(decision.next, "b");
    EXPECT_THAT(decision.why,
        testing::MatchesRegex("A minute on b is expected to save [0-9.]+ % of the forward, "
                              "a further one on a [0-9.]+ %\\."));
}

TEST(MoveOn, leavesAnExhaustedSearch)
{
    auto targets = twoTargets();
    targets[0].isExhausted = true;
    const MoveOn decision = moveOn(targets, "a", 0, 1000);
    EXPECT_EQ(decision.reason, MoveOnReason::SearchExhausted);
    EXPECT_EQ(decision.next, "b");
    targets[1].isExhausted = true;
    EXPECT_EQ(moveOn(targets, "a", 0, 1000).next, "");
}

TEST(MoveOn, obeysTheUser)
{
    auto targets = twoTargets();
    targets[0].isSkipped = true;
    EXPECT_EQ(moveOn(targets, "a", 0, 1000).reason, MoveOnReason::SkippedByUser);
}

} // namespace
} // namespace autokernel::plan
