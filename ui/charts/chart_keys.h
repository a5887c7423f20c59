// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of a chart that has the focus: read by the charts, and by the list of shortcuts. UI
// thread.
#pragma once

#include <QKeyEvent>
#include <optional>
#include <vector>

namespace autokernel::ui {

enum class ChartCommand
{
    Previous,
    Next,
    PreviousKept,
    NextKept,
    Open,
    Fit,
    ZoomBack,
    Table,
    Logarithmic,
    LogarithmicX,
    Axis
};

std::optional<ChartCommand> chartCommandOf(const QKeyEvent& event);

struct ChartKeyRow
{
    QString what;
    QString keys; // as the system writes them
};
std::vector<ChartKeyRow> chartKeyRows();

} // namespace autokernel::ui
