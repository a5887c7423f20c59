// SPDX-License-Identifier: Apache-2.0
#include "diff/line_diff.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace autokernel::diff {
namespace {

// One character a row (' ', '-', '+') with the two indices behind it, so that tables stay readable.
std::string shape(const std::vector<DiffRow>& rows)
{
    std::string result;
    for (const DiffRow& row : rows)
        result += row.kind == LineKind::Common ? ' ' : row.kind == LineKind::Removed ? '-' : '+';
    return result;
}

struct Case
{
    const char* name;
    const char* before;
    const char* after;
    const char* rows;
};

class LineDiffTable : public testing::TestWithParam<Case>
{
};

TEST_P(LineDiffTable, GivesTheShortestScript)
{
    EXPECT_EQ(shape(diffLines(GetParam().before, GetParam().after)), GetParam().rows);
}

INSTANTIATE_TEST_SUITE_P(Texts, LineDiffTable,
    testing::Values(Case {"bothEmpty", "", "", ""}, Case {"equal", "a\nb\n", "a\nb\n", "  "},
        Case {"added", "", "a\nb\n", "++"}, Case {"removed", "a\n", "", "-"},
        Case {"changed", "a\nb\nc\n", "a\nx\nc\n", " -+ "},
        Case {"removedComeFirst", "a\nb\nc\nd\n", "w\nx\ny\nz\n", "----++++"},
        Case {"insertedInTheMiddle", "a\nb\n", "a\nx\nb\n", " + "},
        Case {"lastNewlineLost", "a\nb\n", "a\nb", " -+"},
        Case {"bothWithoutLastNewline", "a\nb", "a\nb", "  "},
        Case {"carriageReturnsCount", "a\r\nb\n", "a\nb\n", "-+ "},
        Case {"repeatedLines", "x\nx\nx\n", "x\nx\n", "  -"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(LineDiff, IgnoresWhitespaceOnRequest)
{
    const std::string before = "int a;\n  b\n\nlast";
    const std::string after = "int   a;  \n\tb\n\nlast\n";
    EXPECT_TRUE(hasChanges(diffLines(before, after)));
    EXPECT_FALSE(hasChanges(diffLines(before, after, {.ignoreWhitespace = true})));
    EXPECT_TRUE(hasChanges(diffLines("ab\n", "a b\n", {.ignoreWhitespace = true})));
}

TEST(LineDiff, CoversBothTextsInOrderOnRandomInputs)
{
    for (unsigned seed = 0; seed < 300; ++seed) {
        std::mt19937 random(seed);
        const auto text = [&] {
            std::string result;
            for (auto i = random() % 30; i > 0; --i)
                result += std::string(1, static_cast<char>('a' + random() % 5)) + "\n";
            if (!result.empty() && random() % 4 == 0)
                result.pop_back();
            return result;
        };
        const std::string before = text();
        const std::string after = text();
        const Lines oldLines = splitLines(before);
        const Lines newLines = splitLines(after);
        std::ptrdiff_t oldNext = 0;
        std::ptrdiff_t newNext = 0;
        for (const DiffRow& row : diffLines(before, after)) {
            if (row.oldLine >= 0) {
                EXPECT_EQ(row.oldLine, oldNext++) << "seed " << seed;
            }
            if (row.newLine >= 0) {
                EXPECT_EQ(row.newLine, newNext++) << "seed " << seed;
            }
            if (row.kind == LineKind::Common) {
                EXPECT_EQ(oldLines.lines[static_cast<std::size_t>(row.oldLine)],
                    newLines.lines[static_cast<std::size_t>(row.newLine)])
                    << "seed " << seed;
            }
        }
        EXPECT_EQ(oldNext, static_cast<std::ptrdiff_t>(oldLines.lines.size())) << "seed " << seed;
        EXPECT_EQ(newNext, static_cast<std::ptrdiff_t>(newLines.lines.size())) << "seed " << seed;
    }
}

TEST(LineDiff, StaysBoundedOnHugeTexts)
{
    std::string before = "same\n";
    std::string after = before;
    for (std::size_t i = 0; i <= kMaximumDiffLines; ++i) {
        before += "a" + std::to_string(i) + "\n";
        after += "b" + std::to_string(i) + "\n";
    }
    const auto rows = diffLines(before + "end\n", after + "end\n");
    EXPECT_EQ(rows.size(), 2 * (kMaximumDiffLines + 1) + 2);
    EXPECT_EQ(rows.front().kind, LineKind::Common);
    EXPECT_EQ(rows.back().kind, LineKind::Common);
}

TEST(SplitLines, TellsTheMissingLastNewline)
{
    EXPECT_TRUE(splitLines("").endsWithNewline);
    EXPECT_TRUE(splitLines("").lines.empty());
    EXPECT_TRUE(splitLines("a\n\n").endsWithNewline);
    EXPECT_EQ(splitLines("a\n\n").lines.size(), 2u);
    EXPECT_FALSE(splitLines("a\nb").endsWithNewline);
    EXPECT_EQ(splitLines("a\nb").lines.back(), "b");
}

} // namespace
} // namespace autokernel::diff
