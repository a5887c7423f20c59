// SPDX-License-Identifier: GPL-3.0-or-later
// Which marks of a long run are drawn: what a screen can tell apart. Pure, any thread.
#pragma once

#include "ui/charts/progress_data.h"

namespace autokernel::ui {

struct ThinningWindow
{
    double xLow = 0;
    double xHigh = 0;
    int columns = 1; // pixels
    std::set<VerdictClass> hidden;
    bool isLogarithmic = false; // x; xLow is positive then
};

// As many as this are all drawn.
inline constexpr std::size_t kMostSingleMarks = 5000;

// Indices of the marks to draw, in their order. `marks` lie from left to right on `axis`. Above
// kMostSingleMarks visible ones each pixel column shows, of each verdict, the lowest, the median
// and the highest alone; keeps are always there singly.
std::vector<std::size_t> thinned(
    const std::vector<ProgressMark>& marks, ProgressAxis axis, const ThinningWindow& window);

} // namespace autokernel::ui
