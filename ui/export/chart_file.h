// SPDX-License-Identifier: GPL-3.0-or-later
// A chart as a file: PNG, SVG or PDF by its suffix. Written whole or not at all. UI thread.
#pragma once

#include "ui/charts/plot.h"

#include "base/result.h"

namespace autokernel::ui {

// What the picture is of, where it comes from: shown nowhere but kept inside the file (PNG text,
// SVG title and description, PDF title).
struct ChartCaption
{
    QString title;
    QString source; // run, device, baseline
};

struct ChartSize
{
    QSize pixels {1600, 900}; // of a PNG, exactly; SVG and PDF have the same proportions
    int dotsPerInch = 192; // text and lines have their size at 96: 192 draws them twice as large
};

// What a user asks for.
struct ChartExport
{
    QString file; // .png, .svg, .pdf, or .csv: the chart's data
    ChartSize size;
    bool isDark = false; // paper is light
};

inline constexpr int kLogicalDotsPerInch = 96;

// Draws the plot at this size; the widget itself keeps its own. Unsupported: another suffix; Io:
// the file could not be written. Nothing of the plot may lie outside its axes (visiblePart), since
// Qt's SVG knows no clipping.
Result<void> writeChart(
    Plot& plot, const QString& file, const ChartSize& size, const ChartCaption& caption);

} // namespace autokernel::ui
