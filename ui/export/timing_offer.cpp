// SPDX-License-Identifier: GPL-3.0-or-later
// The chart of an experiment's raw times.
#include "ui/charts/timing_table.h"
#include "ui/export/report_charts.h"
#include "ui/text.h"

#include <QCoreApplication>

namespace autokernel::ui {
namespace {

QString timesText(const char* source, int count = -1)
{
    return QCoreApplication::translate("ReportCharts", source, nullptr, count);
}

ChartCaption captionOfTimes(const report::ReportData& report, const store::ExperimentRow& row,
    const TimingData& timing, const TimingView::Names& names)
{
    QStringList subtitle {text(row.targetKey), text(report.run.device.name), describe(timing)};
    const auto range = rangeOf(timing);
    if (const int outside = beyond(timing.incumbent, range) + beyond(timing.candidate, range);
        outside > 0)
        subtitle.push_back(timesText("%n beyond the axis", outside));
    ChartCaption caption;
    caption.title
        = timesText("Time of one call: %1 against %2").arg(names.candidate, names.incumbent);
    caption.subtitle = subtitle.join(QStringLiteral(" · "));
    caption.legend
        = {{LegendEntry::Sign::Line, Paint::Text, {}, timesText("Median and its 95 % interval")}};
    caption.source = sourceOf(report, {});
    return caption;
}

} // namespace

ChartOffer timingOffer(const ReportPtr& report, const store::ExperimentRow& row,
    const TimingData& timing, const TimingView::Names& names)
{
    const auto caption = captionOfTimes(*report, row, timing, names);
    ChartOffer offer;
    offer.name = caption.title;
    offer.fileName = fileStem(*report, "times-" + std::to_string(row.number));
    offer.title = caption.title;
    offer.draw = [caption, timing, names](const Theme& theme, const QSize& size) {
        auto view = std::make_unique<TimingView>(theme);
        view->resize(size);
        view->setData(timing, names);
        ChartDrawing drawing;
        drawing.plot = &view->plot();
        drawing.caption = caption;
        drawing.view = std::move(view);
        return drawing;
    };
    offer.csv = [timing] { return csvOf(timing); };
    return offer;
}

} // namespace autokernel::ui
