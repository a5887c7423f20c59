// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diff_search.h"

namespace autokernel::ui {

std::vector<DiffMatch> findText(const DiffDocument& document, const QString& wanted)
{
    std::vector<DiffMatch> matches;
    if (wanted.isEmpty())
        return matches;
    const auto length = static_cast<int>(wanted.size());
    for (int row = 0; row < std::ssize(document.rows); ++row) {
        const auto& both = document.rows[static_cast<std::size_t>(row)];
        for (const Side side : kSides) {
            const auto& cell = both[side];
            const bool isRepeated = side == Side::Old && !both.isChanged
                && both.right.kind == DiffCell::Kind::Line && both.right.text == cell.text;
            if (cell.kind != DiffCell::Kind::Line || isRepeated)
                continue;
            for (auto at = cell.text.indexOf(wanted, 0, Qt::CaseInsensitive); at >= 0;
                 at = cell.text.indexOf(wanted, at + length, Qt::CaseInsensitive))
                matches.push_back({row, side, static_cast<int>(at), length});
        }
    }
    return matches;
}

} // namespace autokernel::ui
