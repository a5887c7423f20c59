// SPDX-License-Identifier: GPL-3.0-or-later
// The headings of a table whose columns have fixed names. Pure, any thread.
#pragma once

#include "ui/models/cell_alignment.h"

#include <QString>
#include <array>

namespace autokernel::ui {

// What QAbstractItemModel::headerData() answers: `isNumber(section)` says how a column is aligned,
// `names()` gives an array of all names and is asked for a text alone: views ask for much else.
template <typename IsNumber, typename Names>
QVariant headerCell(
    int section, Qt::Orientation orientation, int role, IsNumber isNumber, Names names)
{
    constexpr int kColumns = std::tuple_size_v<decltype(names())>;
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return cellAlignment(isNumber(section));
    return role == Qt::DisplayRole ? QVariant(names()[static_cast<std::size_t>(section)])
                                   : QVariant();
}

} // namespace autokernel::ui
