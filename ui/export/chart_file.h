// SPDX-License-Identifier: GPL-3.0-or-later
// A chart as a file: PNG, SVG or PDF by its suffix, with its caption drawn around it and kept
// inside the file (PNG text, SVG title and description, PDF information). Written whole or not at
// all.
#pragma once

#include "ui/charts/plot.h"
#include "ui/export/chart_page.h"

#include "base/result.h"

#include <QByteArray>
#include <functional>
#include <optional>

namespace autokernel::ui {

enum class ChartFormat
{
    Png,
    Svg,
    Pdf,
    Csv // the chart's data
};
// By the suffix of a file, or the suffix alone; nullopt: no chart is written so.
std::optional<ChartFormat> chartFormatOf(const QString& file);

struct ChartSize
{
    QSize pixels {1600, 900}; // of a PNG, exactly; SVG and PDF have the same proportions
    int dotsPerInch = 192; // text and lines have their size at 96: 192 draws them twice as large
};
inline constexpr int kLogicalDotsPerInch = 96;
inline constexpr int kMostPixels = 16'384; // a side
inline constexpr int kLeastDotsPerInch = 36;
inline constexpr int kMostDotsPerInch = 2'400;

// The size in which the plot lays itself out.
QSize logicalSize(const ChartSize& size);

// InvalidInput: nothing can be drawn so small, or no memory holds what is so large.
Result<void> checkSize(const ChartSize& size);

enum class ChartColors
{
    Light,
    Dark,
    Print
};
const Theme& themeOf(ChartColors colors);

// What a user asks for.
struct ChartExport
{
    QString file; // .png, .svg, .pdf or .csv
    ChartSize size;
    ChartColors colors = ChartColors::Light;
    QString title; // instead of the chart's own; "" keeps that
};

// The bytes of a picture that is drawn already: compressing it is left to whoever calls, on any
// thread.
using ChartBytes = std::function<Result<QByteArray>()>;

// Draws the plot at this size. It is cut to its axes and belongs to no window. UI thread. A format
// that is no picture is Unsupported.
Result<ChartBytes> drawChart(
    Plot& plot, ChartFormat format, const ChartSize& size, const ChartCaption& caption);

// The picture itself, for the clipboard. UI thread.
QImage chartImage(Plot& plot, const ChartSize& size, const ChartCaption& caption);

Result<void> writeBytes(const QString& file, const QByteArray& bytes);

} // namespace autokernel::ui
