// SPDX-License-Identifier: GPL-3.0-or-later
// What of a chart's data lies within its axes. The screen clips by itself; SVG cannot. Pure, any
// thread.
#pragma once

#include "ui/charts/progress_data.h"

namespace autokernel::ui {

struct ChartWindow // in plot coordinates, borders included
{
    double xLow = 0;
    double xHigh = 0;
    double yLow = 0;
    double yHigh = 0;
};

// Marks outside are dropped, whiskers end at the border, the step line is cut at the left and right
// and interrupted (a point that is not a number) where it lies above or below.
KernelProgress visiblePart(const KernelProgress& progress, const ChartWindow& window);

// A step line from left to right: each height holds until the next point.
std::vector<QPointF> visibleSteps(const std::vector<QPointF>& steps, const ChartWindow& window);

} // namespace autokernel::ui
