// SPDX-License-Identifier: Apache-2.0
#include "diff/unified_patch.h"

#include <fmt/format.h>

#include <algorithm>

namespace autokernel::diff {
namespace {

struct Hunk // rows [begin, end)
{
    std::size_t begin = 0;
    std::size_t end = 0;
};

// Changes whose contexts touch share a hunk.
std::vector<Hunk> findHunks(const std::vector<DiffRow>& rows, std::size_t context)
{
    std::vector<Hunk> hunks;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].kind == LineKind::Common)
            continue;
        const std::size_t begin = i > context ? i - context : 0;
        const std::size_t end = std::min(rows.size(), i + 1 + context);
        if (!hunks.empty() && begin <= hunks.back().end)
            hunks.back().end = end;
        else
            hunks.push_back({begin, end});
    }
    return hunks;
}

// "first,count" from 1; of no lines, the line before the place, which is 0 in an empty file.
std::string range(const std::vector<DiffRow>& rows, Hunk hunk, std::ptrdiff_t DiffRow::*line)
{
    std::ptrdiff_t first = -1;
    std::ptrdiff_t count = 0;
    for (std::size_t i = hunk.begin; i < hunk.end; ++i)
        if (rows[i].*line >= 0) {
            if (count++ == 0)
                first = rows[i].*line + 1;
        }
    if (count == 0) {
        first = 0;
        for (std::size_t i = 0; i < hunk.begin; ++i)
            first = std::max(first, rows[i].*line + 1);
    }
    return count == 1 ? fmt::format("{}", first) : fmt::format("{},{}", first, count);
}

} // namespace

std::string unifiedPatch(std::string_view oldText, std::string_view newText,
    const PatchNames& names, std::size_t contextLines)
{
    const auto rows = diffLines(oldText, newText);
    if (!hasChanges(rows))
        return {};
    const Lines oldLines = splitLines(oldText);
    const Lines newLines = splitLines(newText);
    std::string patch = fmt::format("--- {}\n+++ {}\n", names.oldName, names.newName);
    for (const Hunk hunk : findHunks(rows, contextLines)) {
        patch += fmt::format("@@ -{} +{} @@\n", range(rows, hunk, &DiffRow::oldLine),
            range(rows, hunk, &DiffRow::newLine));
        for (std::size_t i = hunk.begin; i < hunk.end; ++i) {
            const DiffRow& row = rows[i];
            const bool isOld = row.kind == LineKind::Removed;
            const Lines& text = isOld ? oldLines : newLines;
            const auto index = static_cast<std::size_t>(isOld ? row.oldLine : row.newLine);
            patch += row.kind == LineKind::Common ? ' ' : isOld ? '-' : '+';
            patch += text.lines[index];
            patch += '\n';
            if (!text.endsWithNewline && index + 1 == text.lines.size())
                patch += "\\ No newline at end of file\n";
        }
    }
    return patch;
}

} // namespace autokernel::diff
