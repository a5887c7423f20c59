// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/table_rows.h"

#include <QHeaderView>
#include <QTableView>

namespace autokernel::ui {

void setUpRows(QTableView& table, int rowHeight)
{
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setTabKeyNavigation(false); // else what is behind a long table is out of Tab's reach
    table.horizontalHeader()->setHighlightSections(false);
    auto* rows = table.verticalHeader();
    rows->hide();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setDefaultSectionSize(rowHeight);
}

} // namespace autokernel::ui
