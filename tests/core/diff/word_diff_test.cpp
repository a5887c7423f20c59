// SPDX-License-Identifier: Apache-2.0
#include "diff/word_diff.h"

#include <gtest/gtest.h>

#include <string>

namespace autokernel::diff {
namespace {

// The line with its changed spans in brackets.
std::string marked(std::string_view line, const std::vector<WordSpan>& spans)
{
    std::string result;
    for (const WordSpan& span : spans) {
        const std::string text(line.substr(span.begin, span.end - span.begin));
        result += span.changed ? "[" + text + "]" : text;
    }
    return result;
}

struct Case
{
    const char* name;
    const char* before;
    const char* after;
    const char* markedBefore;
    const char* markedAfter;
};

class WordDiffTable : public testing::TestWithParam<Case>
{
};

TEST_P(WordDiffTable, MarksWhatChanged)
{
    const Case& c = GetParam();
    const WordDiff diff = diffWords(c.before, c.after);
    EXPECT_EQ(marked(c.before, diff.oldSpans), c.markedBefore);
    EXPECT_EQ(marked(c.after, diff.newSpans), c.markedAfter);
}

INSTANTIATE_TEST_SUITE_P(Lines, WordDiffTable,
    testing::Values(Case {"value", "UNROLL = 4", "UNROLL = 8", "UNROLL = [4]", "UNROLL = [8]"},
        Case {"identifierIsOneWord", "sum0 += x", "sum1 += x", "[sum0] += x", "[sum1] += x"},
        Case {"insertion", "f(a)", "f(a, b)", "f(a)", "f(a[, b])"},
        Case {"equal", "a b", "a b", "a b", "a b"}, Case {"emptyBefore", "", "x", "", "[x]"},
        Case {"bothEmpty", "", "", "", ""},
        Case {"indentation", "  x", "    x", "[  ]x", "[    ]x"},
        Case {"wholeCharacters", "caf\xC3\xA9 1", "caf\xC3\xA8 1", "[caf\xC3\xA9] 1",
            "[caf\xC3\xA8] 1"}),
    [](const auto& tested) { return std::string(tested.param.name); });

} // namespace
} // namespace autokernel::diff
