// SPDX-License-Identifier: Apache-2.0
#include "report/html_diff.h"

#include "diff/line_diff.h"
#include "diff/word_diff.h"
#include "report/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace autokernel::report {
namespace {

using diff::DiffRow;
using diff::LineKind;

std::string marked(std::string_view line, const std::vector<diff::WordSpan>& spans)
{
    std::string html;
    for (const auto& span : spans) {
        const std::string text = escapeHtml(line.substr(span.begin, span.end - span.begin));
        html += span.changed ? "<mark>" + text + "</mark>" : text;
    }
    return html;
}

std::string row(char sign, const char* style, const std::string& html)
{
    return fmt::format("<span class='r{}'>{} {}</span>", style, sign, html);
}

// A change: removed lines, then added ones; the i-th of each are compared word by word.
std::string change(
    const std::vector<std::string_view>& removed, const std::vector<std::string_view>& added)
{
    std::string html;
    const auto pair = [&](std::size_t i) {
        return i < removed.size() && i < added.size() ? diff::diffWords(removed[i], added[i])
                                                      : diff::WordDiff {};
    };
    for (std::size_t i = 0; i < removed.size(); ++i)
        html += row('-', " d",
            i < added.size() ? marked(removed[i], pair(i).oldSpans) : escapeHtml(removed[i]));
    for (std::size_t i = 0; i < added.size(); ++i)
        html += row('+', " a",
            i < removed.size() ? marked(added[i], pair(i).newSpans) : escapeHtml(added[i]));
    return html;
}

bool isNearChange(const std::vector<DiffRow>& rows, std::size_t at, std::size_t context)
{
    const std::size_t begin = at > context ? at - context : 0;
    const std::size_t end = std::min(rows.size(), at + context + 1);
    return std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(begin),
        rows.begin() + static_cast<std::ptrdiff_t>(end),
        [](const DiffRow& each) { return each.kind != LineKind::Common; });
}

} // namespace

std::string htmlDiff(std::string_view oldText, std::string_view newText, std::size_t context)
{
    const auto rows = diff::diffLines(oldText, newText);
    const auto oldLines = diff::splitLines(oldText).lines;
    const auto newLines = diff::splitLines(newText).lines;
    std::string html = "<pre class='diff'>";
    std::size_t folded = 0;
    const auto unfold = [&] {
        if (folded > 0)
            html += fmt::format("<span class='r fold'>  {} unchanged lines</span>", folded);
        folded = 0;
    };
    for (std::size_t i = 0; i < rows.size();) {
        if (rows[i].kind == LineKind::Common) {
            if (isNearChange(rows, i, context)) {
                unfold();
                html += row(
                    ' ', "", escapeHtml(newLines[static_cast<std::size_t>(rows[i].newLine)]));
            } else {
                ++folded;
            }
            ++i;
            continue;
        }
        unfold();
        std::vector<std::string_view> removed;
        std::vector<std::string_view> added;
        for (; i < rows.size() && rows[i].kind != LineKind::Common; ++i) {
            if (rows[i].kind == LineKind::Removed)
                removed.push_back(oldLines[static_cast<std::size_t>(rows[i].oldLine)]);
            else
                added.push_back(newLines[static_cast<std::size_t>(rows[i].newLine)]);
        }
        html += change(removed, added);
    }
    unfold();
    return html + "</pre>\n";
}

} // namespace autokernel::report
