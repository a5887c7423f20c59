// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/pane_lines.h"

namespace autokernel::ui {
namespace {

PaneLine foldLine(const DiffFolding& folding, int fold)
{
    const auto& range = folding.folds()[static_cast<std::size_t>(fold)];
    PaneLine line;
    line.look = PaneLine::Look::Fold;
    line.row = range.begin;
    line.fold = fold;
    line.hidden = range.size();
    return line;
}

PaneLine lineOfSide(const DiffDocument& document, int row, Side side)
{
    const auto& both = document.rows[static_cast<std::size_t>(row)];
    const auto& cell = both[side];
    PaneLine line;
    line.cell = &cell;
    line.row = row;
    line.look = cell.kind == DiffCell::Kind::Filler ? PaneLine::Look::Filler
        : !both.isChanged                           ? PaneLine::Look::Common
        : side == Side::Old                         ? PaneLine::Look::Removed
                                                    : PaneLine::Look::Added;
    (side == Side::Old ? line.oldNumber : line.newNumber) = cell.line + 1;
    return line;
}

} // namespace

std::vector<PaneLine> sideLines(const DiffDocument& document, const DiffFolding& folding, Side side)
{
    std::vector<PaneLine> lines;
    for (const auto& item : folding.items())
        lines.push_back(
            item.row < 0 ? foldLine(folding, item.fold) : lineOfSide(document, item.row, side));
    return lines;
}

std::vector<PaneLine> unifiedLines(const DiffDocument& document, const DiffFolding& folding)
{
    std::vector<PaneLine> lines;
    const auto& items = folding.items();
    for (std::size_t i = 0; i < items.size();) {
        if (items[i].row < 0) {
            lines.push_back(foldLine(folding, items[i++].fold));
            continue;
        }
        const auto isChanged = [&](std::size_t at) {
            return at < items.size() && items[at].row >= 0
                && document.rows[static_cast<std::size_t>(items[at].row)].isChanged;
        };
        if (!isChanged(i)) {
            const auto& row = document.rows[static_cast<std::size_t>(items[i].row)];
            // A note of one side alone, of texts that differ in white space only.
            const bool isOldOnly = row.right.kind == DiffCell::Kind::Filler;
            auto line = lineOfSide(document, items[i].row, isOldOnly ? Side::Old : Side::New);
            line.oldNumber = row.left.line + 1;
            lines.push_back(line);
            ++i;
            continue;
        }
        const std::size_t begin = i;
        while (isChanged(i))
            ++i;
        for (const Side side : kSides)
            for (std::size_t at = begin; at < i; ++at) {
                auto line = lineOfSide(document, items[at].row, side);
                if (line.look != PaneLine::Look::Filler)
                    lines.push_back(line);
            }
    }
    return lines;
}

} // namespace autokernel::ui
