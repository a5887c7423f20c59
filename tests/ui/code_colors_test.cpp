// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/code_colors.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TEST(CodeColors, knowsCommentsStringsNumbersAndWords)
{
    auto inside = Inside::Code;
    const auto spans = colorsOf("for (int i = 0x1F; s == \"a\\\"b\";) // end", inside);
    std::vector<Paint> paints;
    for (const auto& span : spans)
        paints.push_back(span.paint);
    EXPECT_EQ(paints,
        (std::vector {Paint::Keyword, Paint::Type, Paint::Number, Paint::String, Paint::Comment}));
    EXPECT_EQ(inside, Inside::Code);
}

TEST(CodeColors, aBlockCommentGoesOnUntilItEnds)
{
    auto inside = Inside::Code;
    colorsOf("int a; /* begins", inside);
    EXPECT_EQ(inside, Inside::Comment);
    const auto spans = colorsOf("ends */ int b;", inside);
    EXPECT_EQ(inside, Inside::Code);
    ASSERT_EQ(spans.size(), 2U);
    EXPECT_EQ(spans[0].end, 7);
    EXPECT_EQ(spans[1].paint, Paint::Type);
}

TEST(CodeColors, theManifestIsReadAsWhatItIs)
{
    const auto paintsOf = [](const QString& line, Inside& inside) {
        std::vector<Paint> paints;
        for (const auto& span : colorsOf(line, inside))
            paints.push_back(span.paint);
        return paints;
    };
    auto inside = Inside::Code;
    EXPECT_EQ(paintsOf("/*autokernel", inside), (std::vector {Paint::Comment}));
    EXPECT_EQ(inside, Inside::Manifest);
    EXPECT_EQ(paintsOf("type = \"fused_mlp\"", inside), (std::vector {Paint::Type, Paint::String}));
    EXPECT_EQ(paintsOf("[[workspace]]", inside), (std::vector {Paint::Keyword}));
    EXPECT_EQ(paintsOf("MR = { value = 8, choices = [1, 2] } # tile", inside),
        (std::vector {Paint::Type, Paint::Type, Paint::Number, Paint::Type, Paint::Number,
            Paint::Number, Paint::Comment}));
    EXPECT_EQ(paintsOf("  [1, 2]", inside), (std::vector {Paint::Number, Paint::Number}));
    EXPECT_EQ(paintsOf("bytes = \"4 * ROWS\"*/ int x;", inside),
        (std::vector {Paint::Type, Paint::String, Paint::Comment, Paint::Type}));
    EXPECT_EQ(inside, Inside::Code);
}

TEST(CodeColors, anyOtherCommentIsOne)
{
    auto inside = Inside::Code;
    colorsOf("/* autokernel", inside);
    EXPECT_EQ(inside, Inside::Comment);
    EXPECT_EQ(colorsOf("type = 1", inside).front().paint, Paint::Comment);
}

} // namespace
} // namespace autokernel::ui
