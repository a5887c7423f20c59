// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between runs as the rows of a table, one column a run, without what is equal in all
// of them. Pure, any thread.
#pragma once

#include "ui/bridge/snapshot.h"

#include <QStringList>

namespace autokernel::ui {

struct CompareRow
{
    QString name;
    QStringList cells; // one a run; none: a line across all columns
    // How each stands to the first: of speedups; "" for the first itself and where it is not known.
    QStringList overFirst;
    bool isHeading = false; // of the rows below it
};

std::vector<CompareRow> compareRows(const Comparison& comparison);
// "": all figures may be compared with those of the first run.
QString incomparableBecause(const Comparison& comparison);

} // namespace autokernel::ui
