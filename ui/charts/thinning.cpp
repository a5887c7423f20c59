// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/thinning.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace autokernel::ui {
namespace {

// The marks of one verdict in one pixel column, emptied when the next column begins.
class Column
{
public:
    void add(int column, std::size_t index, const std::vector<ProgressMark>& marks,
        std::vector<std::size_t>& kept)
    {
        if (column != m_column)
            flush(marks, kept);
        m_column = column;
        m_indices.push_back(index);
    }
    void flush(const std::vector<ProgressMark>& marks, std::vector<std::size_t>& kept)
    {
        constexpr std::size_t kShown = 3;
        if (m_indices.size() > kShown) {
            const auto below
                = [&](std::size_t a, std::size_t b) { return marks[a].speedup < marks[b].speedup; };
            const auto middle
                = m_indices.begin() + static_cast<std::ptrdiff_t>(m_indices.size() / 2);
            std::nth_element(m_indices.begin(), middle, m_indices.end(), below);
            const auto low = *std::min_element(m_indices.begin(), middle, below);
            const auto high = *std::max_element(middle, m_indices.end(), below);
            m_indices = {low, *middle, high};
        }
        kept.insert(kept.end(), m_indices.begin(), m_indices.end());
        m_indices.clear();
    }

private:
    int m_column = -1;
    std::vector<std::size_t> m_indices;
};

} // namespace

std::vector<std::size_t> thinned(
    const std::vector<ProgressMark>& marks, ProgressAxis axis, const ThinningWindow& window)
{
    const auto begin = std::lower_bound(marks.begin(), marks.end(), window.xLow,
        [&](const ProgressMark& mark, double x) { return xOf(mark, axis) < x; });
    const auto end = std::upper_bound(begin, marks.end(), window.xHigh,
        [&](double x, const ProgressMark& mark) { return x < xOf(mark, axis); });
    std::array<bool, kVerdictClasses.size()> isHidden {};
    for (const auto verdict : window.hidden)
        isHidden[static_cast<std::size_t>(verdict)] = true;
    std::vector<std::size_t> all;
    for (auto mark = begin; mark != end; ++mark)
        if (!isHidden[static_cast<std::size_t>(mark->verdict)])
            all.push_back(static_cast<std::size_t>(mark - marks.begin()));
    if (all.size() <= kMostSingleMarks)
        return all;
    const auto place = [&](double x) { return window.isLogarithmic ? std::log(x) : x; };
    const double left = place(window.xLow);
    const double perColumn = (place(window.xHigh) - left) / std::max(1, window.columns);
    std::array<Column, kVerdictClasses.size()> columns;
    std::vector<std::size_t> kept;
    for (const auto index : all) {
        const auto& mark = marks[index];
        if (mark.verdict == VerdictClass::Kept)
            kept.push_back(index);
        else
            columns[static_cast<std::size_t>(mark.verdict)].add(
                static_cast<int>((place(xOf(mark, axis)) - left) / perColumn), index, marks, kept);
    }
    for (auto& column : columns)
        column.flush(marks, kept);
    std::sort(kept.begin(), kept.end());
    return kept;
}

} // namespace autokernel::ui
