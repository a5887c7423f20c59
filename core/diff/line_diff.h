// SPDX-License-Identifier: Apache-2.0
// The shortest edit script between two texts, line by line, as rows that a side-by-side or unified
// view shows one below the other. Pure, any thread. Quadratic in the number of changes in the worst
// case: texts of over kMaximumDiffLines lines are compared after cutting their common start and end
// only.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace autokernel::diff {

inline constexpr std::size_t kMaximumDiffLines = 20'000;

// A text as lines. A line keeps its '\r' but not its '\n'; "a\n" is one line, "" is none.
struct Lines
{
    std::vector<std::string_view> lines; // views into the text given
    bool endsWithNewline = true; // false: the last line lacks its '\n'
};
Lines splitLines(std::string_view text);

enum class LineKind
{
    Common,
    Removed,
    Added
};

struct DiffRow
{
    LineKind kind = LineKind::Common;
    // Index from 0 into the old and new lines; -1 where the row has no line on that side.
    std::ptrdiff_t oldLine = -1;
    std::ptrdiff_t newLine = -1;
};

struct LineDiffOptions
{
    bool ignoreWhitespace = false; // runs of blanks count as one, those at the end as none
};

// Removed rows come before added ones inside a change. A last line that differs only in its '\n' is
// removed and added, unless whitespace is ignored.
std::vector<DiffRow> diffLines(
    std::string_view oldText, std::string_view newText, LineDiffOptions options = {});

bool hasChanges(const std::vector<DiffRow>& rows);

} // namespace autokernel::diff
