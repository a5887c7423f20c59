// SPDX-License-Identifier: Apache-2.0
#include "diff/pair_lines.h"

#include <gtest/gtest.h>

#include <string>

namespace autokernel::diff {
namespace {

using Lines = std::vector<std::string_view>;

TEST(Likeness, blanksDoNotCount)
{
    EXPECT_DOUBLE_EQ(likeness("  int a = 1;", "int a=1;  "), 1);
    EXPECT_DOUBLE_EQ(likeness("", "   "), 1);
    EXPECT_DOUBLE_EQ(likeness("sum", "out"), 0);
    EXPECT_DOUBLE_EQ(likeness("", "x"), 0);
}

TEST(PairLines, aLineFindsWhatItBecameBelowNewOnes)
{
    const Lines removed {"constexpr int kBlock = 256;"};
    const Lines added {
        "// Two rows share one block.", "using Packed = uint4;", "constexpr int kBlock = 96;"};
    const auto pairs = pairLines(removed, added);
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(pairs[0].removed, 0U);
    EXPECT_EQ(pairs[0].added, 2U);
}

TEST(PairLines, unlikeLinesHaveNoPartner)
{
    EXPECT_TRUE(pairLines(Lines {"const half* row = x;"}, Lines {"return scale(packed);"}).empty());
    EXPECT_TRUE(pairLines(Lines {}, Lines {"a"}).empty());
}

TEST(PairLines, pairsNeverCross)
{
    const Lines removed {"float a = first(x);", "float b = second(y);", "float c = third(z);"};
    const Lines added {
        "float b = second(y, 1);", "float a = first(x, 1);", "float c = third(z, 1);"};
    std::size_t lastAdded = 0;
    const auto pairs = pairLines(removed, added);
    ASSERT_GE(pairs.size(), 2U);
    for (std::size_t i = 1; i < pairs.size(); ++i) {
        EXPECT_GT(pairs[i].removed, pairs[i - 1].removed);
        EXPECT_GT(pairs[i].added, pairs[i - 1].added);
        lastAdded = pairs[i].added;
    }
    EXPECT_EQ(lastAdded, 2U) << "the last lines are alike and stay together";
}

TEST(PairLines, hugeChangesArePairedByPosition)
{
    std::vector<std::string> texts;
    for (int i = 0; i < 300; ++i)
        texts.push_back("value" + std::to_string(i) + " = table[" + std::to_string(i) + "];");
    const Lines lines(texts.begin(), texts.end());
    ASSERT_GT(lines.size() * lines.size(), kMaximumPairings);
    const auto pairs = pairLines(lines, lines);
    ASSERT_EQ(pairs.size(), lines.size());
    EXPECT_EQ(pairs[7].added, 7U);
}

} // namespace
} // namespace autokernel::diff
