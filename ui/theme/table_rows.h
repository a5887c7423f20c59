// SPDX-License-Identifier: GPL-3.0-or-later
// What the tables of all pages have in common. UI thread.
#pragma once

class QTableView;

namespace autokernel::ui {

// Whole rows of one height, in one line, without a grid and without numbers in front; Tab leaves
// the table.
void setUpRows(QTableView& table, int rowHeight); // pixels, of metrics.h

} // namespace autokernel::ui
