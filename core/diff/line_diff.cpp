// SPDX-License-Identifier: Apache-2.0
#include "diff/line_diff.h"

#include "diff/sequence_diff.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace autokernel::diff {
namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

std::string withoutBlanks(std::string_view line)
{
    std::string result;
    for (const char c : line) {
        if (!isBlank(c))
            result.push_back(c);
        else if (!result.empty() && result.back() != ' ')
            result.push_back(' ');
    }
    if (!result.empty() && result.back() == ' ')
        result.pop_back();
    return result;
}

// Lines as numbers, equal exactly where the lines count as equal.
class Interner
{
public:
    explicit Interner(LineDiffOptions options)
        : m_options(options)
    {
    }

    std::vector<int> operator()(const Lines& text)
    {
        std::vector<int> numbers;
        numbers.reserve(text.lines.size());
        for (std::size_t i = 0; i < text.lines.size(); ++i) {
            std::string key = m_options.ignoreWhitespace ? withoutBlanks(text.lines[i])
                                                         : std::string(text.lines[i]);
            const bool isCutOff = !text.endsWithNewline && i + 1 == text.lines.size();
            if (isCutOff && !m_options.ignoreWhitespace)
                key.push_back('\n'); // no other key holds one
            const auto next = static_cast<int>(m_numbers.size());
            numbers.push_back(m_numbers.emplace(std::move(key), next).first->second);
        }
        return numbers;
    }

private:
    LineDiffOptions m_options;
    std::unordered_map<std::string, int> m_numbers;
};

DiffRow common(std::size_t oldLine, std::size_t newLine)
{
    return {LineKind::Common, static_cast<std::ptrdiff_t>(oldLine),
        static_cast<std::ptrdiff_t>(newLine)};
}

// Within each change, removed rows first.
void groupChanges(std::vector<DiffRow>& rows)
{
    auto begin = rows.begin();
    while (begin != rows.end()) {
        const auto isCommon = [](const DiffRow& row) { return row.kind == LineKind::Common; };
        begin = std::find_if_not(begin, rows.end(), isCommon);
        const auto end = std::find_if(begin, rows.end(), isCommon);
        std::stable_partition(
            begin, end, [](const DiffRow& row) { return row.kind == LineKind::Removed; });
        begin = end;
    }
}

} // namespace

Lines splitLines(std::string_view text)
{
    Lines result;
    while (!text.empty()) {
        const auto end = text.find('\n');
        result.endsWithNewline = end != std::string_view::npos;
        result.lines.push_back(text.substr(0, end));
        text.remove_prefix(result.endsWithNewline ? end + 1 : text.size());
    }
    return result;
}

std::vector<DiffRow> diffLines(
    std::string_view oldText, std::string_view newText, LineDiffOptions options)
{
    Interner intern(options);
    const auto oldLines = intern(splitLines(oldText));
    const auto newLines = intern(splitLines(newText));
    const auto [oldMiddle, newMiddle]
        = std::mismatch(oldLines.begin(), oldLines.end(), newLines.begin(), newLines.end());
    const auto head = static_cast<std::size_t>(oldMiddle - oldLines.begin());
    const std::size_t longest = std::min(oldLines.size(), newLines.size()) - head;
    std::size_t tail = 0;
    while (tail < longest
        && oldLines[oldLines.size() - 1 - tail] == newLines[newLines.size() - 1 - tail])
        ++tail;

    std::vector<DiffRow> rows;
    for (std::size_t i = 0; i < head; ++i)
        rows.push_back(common(i, i));
    const std::vector<int> oldChanged(
        oldMiddle, oldLines.end() - static_cast<std::ptrdiff_t>(tail));
    const std::vector<int> newChanged(
        newMiddle, newLines.end() - static_cast<std::ptrdiff_t>(tail));
    const bool isHuge = std::max(oldChanged.size(), newChanged.size()) > kMaximumDiffLines;
    for (const Edit edit : isHuge ? replaceAll(oldChanged.size(), newChanged.size())
                                  : shortestEdits(oldChanged, newChanged)) {
        const auto at = [&](std::ptrdiff_t index) {
            return index < 0 ? index : index + static_cast<std::ptrdiff_t>(head);
        };
        const LineKind kind = edit.newIndex < 0 ? LineKind::Removed
            : edit.oldIndex < 0                 ? LineKind::Added
                                                : LineKind::Common;
        rows.push_back({kind, at(edit.oldIndex), at(edit.newIndex)});
    }
    for (std::size_t i = tail; i > 0; --i)
        rows.push_back(common(oldLines.size() - i, newLines.size() - i));
    groupChanges(rows);
    return rows;
}

bool hasChanges(const std::vector<DiffRow>& rows)
{
    return std::any_of(
        rows.begin(), rows.end(), [](const DiffRow& row) { return row.kind != LineKind::Common; });
}

} // namespace autokernel::diff
