// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of a run, ready to be written: what draws them, with the caption that says what they
// show and where it comes from, and their data as a table. The window and the command line write
// the same. UI thread.
#pragma once

#include "ui/charts/ladder_view.h"
#include "ui/charts/model_view.h"
#include "ui/charts/progress_view.h"
#include "ui/charts/roofline_view.h"
#include "ui/charts/timing_view.h"
#include "ui/export/chart_drawing.h"

#include "report/report_data.h"

#include <functional>
#include <memory>

namespace autokernel::ui {

// A chart that a page offers, of what it shows at that moment: data that come later change neither
// picture nor data nor title.
struct ChartOffer
{
    QString name; // "rmsnorm/default fp32 D=4096,R=128"
    QString fileName; // without folder and suffix
    QString title; // as it stands above the picture
    std::function<ChartDrawing(const Theme&, const QSize&)> draw; // in logical pixels
    std::function<std::string()> csv; // any thread
    bool hasPanels = false; // a picture that is too low for them is refused
    const QWidget* shown = nullptr; // the page's own chart of it
};

using ReportPtr = std::shared_ptr<const report::ReportData>;

// Charts of the run that the report is of. Counts are of all experiments, also where the chart
// shows a part.
ChartOffer progressOffer(
    const ReportPtr& report, ProgressView::Shown shown, std::size_t kernel); // of the report's
ChartOffer progressOffer(const ReportPtr& report, ProgressView::Shown shown); // of several
ChartOffer modelOffer(const ReportPtr& report, ProgressAxis axis = ProgressAxis::Experiment);
ChartOffer ladderOffer(const ReportPtr& report);
ChartOffer rooflineOffer(const ReportPtr& report, RooflineView::Shown shown);
// The raw times of an experiment of the run.
ChartOffer timingOffer(const ReportPtr& report, const store::ExperimentRow& row,
    const TimingData& timing, const TimingView::Names& names);

// "gpt2-run1": what files of this run are called, harmless in any file system.
QString fileStem(const report::ReportData& report);
QString fileStem(const report::ReportData& report, const std::string& part);

QString minutesOf(const std::string& timestamp); // "2026-03-01 22:04 UTC" of ISO 8601 in UTC

// "Run 1 of gpt2, seed 42 · Xeon · over eager · 2026-03-01 22:04 UTC · AutoKernel 0.1.0".
QString sourceOf(const report::ReportData& report, const QString& baseline);

} // namespace autokernel::ui
