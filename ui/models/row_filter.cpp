// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_filter.h"

namespace autokernel::ui {

void RowFilter::setMatch(const TextMatch& match)
{
    m_match = match;
    invalidateFilter();
}

void RowFilter::setWanted(IsWanted isWanted)
{
    m_isWanted = std::move(isWanted);
    invalidateFilter();
}

QVariant RowFilter::headerData(int section, Qt::Orientation orientation, int role) const
{
    auto heading = QSortFilterProxyModel::headerData(section, orientation, role);
    if (m_isWrapped && role == Qt::DisplayRole && orientation == Qt::Horizontal)
        return heading.toString().replace(' ', '\n');
    return heading;
}

bool RowFilter::filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const
{
    if (m_isWanted && !m_isWanted(sourceRow))
        return false;
    QStringList cells;
    for (int column = 0; column < sourceModel()->columnCount(sourceParent); ++column)
        cells.push_back(sourceModel()->index(sourceRow, column, sourceParent).data().toString());
    return m_match.fits(cells.join('\n'));
}

} // namespace autokernel::ui
