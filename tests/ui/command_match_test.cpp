// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_match.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

int score(const char* typed, const char* text)
{
    const auto found = commandMatch(typed, text);
    EXPECT_TRUE(found) << typed << " in " << text;
    return found.value_or(-1);
}

TEST(CommandMatch, lettersMustOccurInTheirOrder)
{
    EXPECT_TRUE(commandMatch("nr", "New run"));
    EXPECT_TRUE(commandMatch("NEW R", "new run"));
    EXPECT_FALSE(commandMatch("rn w", "New run"));
    EXPECT_FALSE(commandMatch("new runs", "New run"));
    EXPECT_FALSE(commandMatch("a", ""));
}

TEST(CommandMatch, anEmptyPatternMatchesEverythingAlike)
{
    EXPECT_EQ(commandMatch("", "New run"), 0);
    EXPECT_EQ(commandMatch("  ", "Quit"), 0);
}

TEST(CommandMatch, wordsAndTheirBeginningsComeFirst)
{
    EXPECT_GT(score("diff", "Diff"), score("diff", "Do it for free"));
    EXPECT_GT(score("nr", "New run"), score("nr", "Inner"));
    EXPECT_GT(score("run", "New run"), score("run", "Reduce unary n"));
}

TEST(CommandMatch, amongEqualsTheShorterWins)
{
    EXPECT_GT(score("softmax", "softmax R=2"), score("softmax", "softmax R=2048"));
}

// The best placement is found although the first letters could be taken elsewhere.
TEST(CommandMatch, theBestPlacementCounts)
{
    EXPECT_GT(score("log", "l o dialog log"), score("log", "l o dia1og 1 g"));
}

} // namespace
} // namespace autokernel::ui
