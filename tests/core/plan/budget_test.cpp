// SPDX-License-Identifier: Apache-2.0
#include "plan/budget.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>

namespace autokernel::plan {
namespace {

TargetProgress target(std::string key, double microseconds, double attainable)
{
    TargetProgress progress;
    progress.key = std::move(key);
    progress.microsecondsPerForward = microseconds;
    progress.attainableMicroseconds = attainable;
    return progress;
}

TEST(Budget, startsWhereShareTimesHeadroomIsLargest)
{
    const std::vector<TargetProgress> targets {
        target("large at its roof", 600, 590), target("middle", 200, 50), target("small", 20, 1)};
    EXPECT_EQ(chooseTarget(targets, 1000)->key, "middle");
}

TEST(Budget, headroomByTable)
{
    EXPECT_DOUBLE_EQ(headroom(target("", 200, 100)), std::log(2.0));
    EXPECT_DOUBLE_EQ(headroom(target("", 90, 100)), 0);
    EXPECT_DOUBLE_EQ(headroom(target("", 90, 0)), std::log(2.0));
}

TEST(Budget, expectationFallsWithoutGainsAndRisesWithThem)
{
    TargetProgress progress = target("a", 200, 50);
    const double fresh = expectedLogGainPerMinute(progress);
    progress.minutesSpent = 10;
    const double dry = expectedLogGainPerMinute(progress);
    EXPECT_LT(dry, fresh / 3);
    progress.gains = {{9.5, 0.3}};
    EXPECT_GT(expectedLogGainPerMinute(progress), 2 * dry);
    progress.minutesSpent = 40; // that gain is long ago
    EXPECT_LT(expectedLogGainPerMinute(progress), dry);
}

TEST(Budget, neverExpectsMoreThanTheHeadroom)
{
    TargetProgress progress = target("a", 105, 100);
    progress.minutesSpent = 1;
    progress.gains = {{0.9, 2.0}};
    EXPECT_LE(expectedLogGainPerMinute(progress), std::log(1.05) + 1e-12);
}

TEST(Budget, skipsWhatIsDoneExhaustedOrUnwanted)
{
    std::vector<TargetProgress> targets {
        target("a", 500, 490), target("b", 300, 100), target("c", 200, 100)};
    targets[1].isExhausted = true;
    EXPECT_EQ(chooseTarget(targets, 1000)->key, "c"); // a lies within 3 % of its attainable time
    targets[2].isSkipped = true;
    EXPECT_FALSE(chooseTarget(targets, 1000));
}

TEST(Budget, tiesGoByKeyWhateverTheOrder)
{
    const std::vector<TargetProgress> targets {target("b", 100, 50), target("a", 100, 50)};
    EXPECT_EQ(chooseTarget(targets, 1000)->key, "a");
}

// A night in fast motion: two targets, equal but for their share, must both be served, the larger
// first and longer.
TEST(Budget, sharesTheTimeByWhatItBrings)
{
    std::vector<TargetProgress> targets {target("small", 100, 40), target("large", 300, 120)};
    std::map<std::string, int> minutes;
    for (int minute = 0; minute < 60; ++minute) {
        const std::string key = chooseTarget(targets, 1000)->key;
        EXPECT_TRUE(minute > 0 || key == "large");
        ++minutes[key];
        for (TargetProgress& t : targets)
            t.minutesSpent += t.key == key ? 1 : 0;
    }
    EXPECT_GT(minutes["large"], minutes["small"]);
    EXPECT_GE(minutes["small"], 10);
}

} // namespace
} // namespace autokernel::plan
