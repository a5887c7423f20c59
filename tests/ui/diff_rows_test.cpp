// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/code_colors.h"
#include "ui/diff/diff_rows.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TEST(DiffRows, equalLinesStandBesideEachOther)
{
    const auto rows = sideBySide("a\nb\nc\nd\n", "a\nx\ny\nc\nd\n");
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[1].left.text, "b");
    EXPECT_EQ(rows[1].right.text, "x");
    EXPECT_EQ(rows[2].left.line, -1) << "a filler";
    EXPECT_EQ(rows[2].right.text, "y");
    EXPECT_EQ(rows[3].left.line, 2);
    EXPECT_EQ(rows[3].right.line, 3);
    EXPECT_EQ(changesOf(rows), std::vector<int> {1});
}

TEST(DiffRows, changedWordsAreMarked)
{
    const auto rows = sideBySide("int block = 256;\n", "int block = 96;\n");
    ASSERT_EQ(rows.size(), 1U);
    ASSERT_EQ(rows[0].left.changes.size(), 1U);
    EXPECT_EQ(rows[0].left.text.mid(rows[0].left.changes[0].begin,
                  rows[0].left.changes[0].end - rows[0].left.changes[0].begin),
        "256");
    EXPECT_EQ(rows[0].right.text.mid(rows[0].right.changes[0].begin,
                  rows[0].right.changes[0].end - rows[0].right.changes[0].begin),
        "96");
}

TEST(DiffRows, nothingAgainstSomethingIsOneChange)
{
    const auto rows = sideBySide("", "a\nb\n");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(changesOf(rows).size(), 1U);
    EXPECT_TRUE(sideBySide("", "").empty());
}

TEST(CodeColors, knowsCommentsStringsNumbersAndWords)
{
    bool inComment = false;
    const auto spans = colorsOf("for (int i = 0x1F; s == \"a\\\"b\";) // end", inComment);
    std::vector<Paint> paints;
    for (const auto& span : spans)
        paints.push_back(span.paint);
    EXPECT_EQ(paints,
        (std::vector {Paint::Keyword, Paint::Type, Paint::Number, Paint::String, Paint::Comment}));
    EXPECT_FALSE(inComment);
}

TEST(CodeColors, aBlockCommentGoesOnUntilItEnds)
{
    bool inComment = false;
    colorsOf("int a; /* begins", inComment);
    EXPECT_TRUE(inComment);
    const auto spans = colorsOf("ends */ int b;", inComment);
    EXPECT_FALSE(inComment);
    ASSERT_EQ(spans.size(), 2U);
    EXPECT_EQ(spans[0].end, 7);
    EXPECT_EQ(spans[1].paint, Paint::Type);
}

} // namespace
} // namespace autokernel::ui
