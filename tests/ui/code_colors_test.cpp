// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/code_colors.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

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
