// SPDX-License-Identifier: GPL-3.0-or-later
// A chart that is drawn for a file, with its caption, and the room that it needs. UI thread.
#pragma once

#include "ui/export/chart_file.h"

#include <memory>

namespace autokernel::ui {

struct ChartDrawing
{
    std::unique_ptr<QWidget> view; // owns the plot; no window shows it
    Plot* plot = nullptr;
    ChartCaption caption;
    int leastHeight = 0; // logical pixels below the caption; with less its panels show nothing
};

// The bytes of its picture. InvalidInput: it has no room in this size.
Result<ChartBytes> drawChart(
    const ChartDrawing& drawing, ChartFormat format, const ChartSize& size);

// The same width with as much height as the drawing needs.
ChartSize withRoomFor(const ChartDrawing& drawing, ChartSize size);

} // namespace autokernel::ui
