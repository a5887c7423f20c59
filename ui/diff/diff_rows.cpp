// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_rows.h"

#include "diff/line_diff.h"
#include "diff/word_diff.h"

namespace autokernel::ui {
namespace {

QString textOf(std::string_view line)
{
    QString text = QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
    if (text.endsWith('\r'))
        text.chop(1);
    return text.replace('\t', "    ");
}

std::vector<DiffSide::Change> charactersOf(
    const std::vector<diff::WordSpan>& spans, std::string_view line)
{
    std::vector<DiffSide::Change> changes;
    const auto characters
        = [&](std::size_t bytes) { return static_cast<int>(textOf(line.substr(0, bytes)).size()); };
    for (const auto& span : spans)
        if (span.changed)
            changes.push_back({characters(span.begin), characters(span.end)});
    return changes;
}

} // namespace

std::vector<DiffRowPair> sideBySide(
    const std::string& before, const std::string& after, bool ignoreWhitespace)
{
    const auto oldLines = diff::splitLines(before).lines;
    const auto newLines = diff::splitLines(after).lines;
    const auto lineOf = [](const auto& lines, std::ptrdiff_t index) {
        return DiffSide {
            static_cast<int>(index), textOf(lines[static_cast<std::size_t>(index)]), {}};
    };
    std::vector<DiffRowPair> rows;
    std::size_t unmatched = 0; // first row of the change whose right side is still empty
    for (const auto& row : diff::diffLines(before, after, {ignoreWhitespace})) {
        switch (row.kind) {
        case diff::LineKind::Common:
            rows.push_back({lineOf(oldLines, row.oldLine), lineOf(newLines, row.newLine), false});
            unmatched = rows.size();
            break;
        case diff::LineKind::Removed:
            rows.push_back({lineOf(oldLines, row.oldLine), {}, true});
            break;
        case diff::LineKind::Added:
            if (unmatched >= rows.size()) {
                rows.push_back({{}, lineOf(newLines, row.newLine), true});
                unmatched = rows.size();
                break;
            }
            auto& pair = rows[unmatched++];
            pair.right = lineOf(newLines, row.newLine);
            const auto& oldLine = oldLines[static_cast<std::size_t>(pair.left.line)];
            const auto& newLine = newLines[static_cast<std::size_t>(row.newLine)];
            const auto words = diff::diffWords(oldLine, newLine);
            pair.left.changes = charactersOf(words.oldSpans, oldLine);
            pair.right.changes = charactersOf(words.newSpans, newLine);
            break;
        }
    }
    return rows;
}

std::vector<int> changesOf(const std::vector<DiffRowPair>& rows)
{
    std::vector<int> starts;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].isChanged && (i == 0 || !rows[i - 1].isChanged))
            starts.push_back(static_cast<int>(i));
    return starts;
}

} // namespace autokernel::ui
