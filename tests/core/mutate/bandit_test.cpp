// SPDX-License-Identifier: Apache-2.0
#include "mutate/bandit.h"

#include <gmock/gmock.h>

namespace autokernel::mutate {
namespace {

TEST(Bandit, triesEveryArmOnceInOrder)
{
    Bandit bandit(3);
    for (std::size_t expected = 0; expected < 3; ++expected) {
        EXPECT_EQ(bandit.order().front(), expected);
        bandit.chosen(expected);
        bandit.reward(expected, 0, 1);
    }
}

TEST(Bandit, prefersGainPerSecondAndNeverForgetsAnArm)
{
    Bandit bandit(3);
    for (int i = 0; i < 300; ++i) {
        const std::size_t arm = bandit.order().front();
        bandit.chosen(arm);
        // Arm 1 earns half of arm 0's reward in a tenth of the time; arm 2 earns nothing.
        bandit.reward(arm, arm == 0 ? 0.4 : arm == 1 ? 0.2 : 0.0, arm == 1 ? 0.1 : 1.0);
    }
    EXPECT_GT(bandit.timesChosen(1), 2 * bandit.timesChosen(0));
    EXPECT_GE(bandit.timesChosen(2), 10U);
}

TEST(Bandit, turnsToAnotherArmWhenOneDriesUp)
{
    Bandit bandit(2);
    for (int i = 0; i < 100; ++i) {
        const std::size_t arm = bandit.order().front();
        bandit.chosen(arm);
        bandit.reward(arm, arm == 0 ? 0.5 : 0.0, 1);
    }
    const std::size_t before = bandit.timesChosen(1);
    for (int i = 0; i < 100; ++i) {
        const std::size_t arm = bandit.order().front();
        bandit.chosen(arm);
        bandit.reward(arm, arm == 1 ? 0.5 : 0.0, 1);
    }
    EXPECT_GT(bandit.timesChosen(1) - before, 50U);
}

TEST(Bandit, pendingProposalsSpread)
{
    Bandit bandit(2);
    for (int i = 0; i < 10; ++i)
        bandit.chosen(bandit.order().front());
    EXPECT_EQ(bandit.timesChosen(0), 5U);
}

} // namespace
} // namespace autokernel::mutate
