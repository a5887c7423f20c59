// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of a run, ready to be written: drawn, with the caption that says what they show and
// where it comes from, and their data as a table. The window and the command line write the same.
// UI thread.
#pragma once

#include "ui/charts/ladder_view.h"
#include "ui/charts/model_view.h"
#include "ui/charts/progress_view.h"
#include "ui/charts/roofline_view.h"
#include "ui/export/chart_file.h"

#include "report/report_data.h"

#include <functional>
#include <memory>

namespace autokernel::ui {

struct ChartDrawing
{
    std::unique_ptr<QWidget> view; // owns the plot; no window shows it
    Plot* plot = nullptr;
    ChartCaption caption;
    std::string csv;
};

// A chart that a page offers.
struct ChartOffer
{
    QString name; // "rmsnorm/default fp32 D=4096,R=128"
    QString fileName; // without folder and suffix
    std::function<ChartDrawing(const Theme&)> draw;
};

// `view` belongs to no window (detached). Counts are of all experiments, also where it shows a
// part.
ChartDrawing drawingOf(std::unique_ptr<ProgressView> view, const report::ReportData& report,
    const report::KernelReport& kernel);
// The same of several kernels.
ChartDrawing drawingOf(std::unique_ptr<ProgressView> view, const report::ReportData& report);
ChartDrawing drawingOf(std::unique_ptr<ModelView> view, const report::ReportData& report);
ChartDrawing drawingOf(std::unique_ptr<LadderView> view, const report::ReportData& report);
ChartDrawing drawingOf(
    std::unique_ptr<RooflineView> view, const report::ReportData& report, const std::string& dtype);

// "gpt2-run1": what files of this run are called, harmless in any file system.
QString fileStem(const report::ReportData& report);
QString fileStem(const report::ReportData& report, const std::string& part);

QString minutesOf(const std::string& timestamp); // "2026-03-01 22:04 UTC" of ISO 8601 in UTC

// "Run 1 of gpt2, seed 42 · Xeon · over eager · 2026-03-01 22:04 UTC · AutoKernel 0.1.0".
QString sourceOf(const report::ReportData& report, const QString& baseline);

} // namespace autokernel::ui
