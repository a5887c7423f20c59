// SPDX-License-Identifier: Apache-2.0
// What changed inside one changed line: identifiers, numbers, blanks and single other characters
// are words. Pure, any thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace autokernel::diff {

struct WordSpan // bytes [begin, end) of the line
{
    std::size_t begin = 0;
    std::size_t end = 0;
    bool changed = false;
};

struct WordDiff // the spans of a side cover its line in order, without gaps
{
    std::vector<WordSpan> oldSpans;
    std::vector<WordSpan> newSpans;
};

// The words of a line, which they cover without gaps; none is marked.
std::vector<WordSpan> wordsOf(std::string_view line);

WordDiff diffWords(std::string_view oldLine, std::string_view newLine);

} // namespace autokernel::diff
