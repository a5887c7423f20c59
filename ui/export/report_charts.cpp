// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/report_charts.h"

#include "ui/english_plurals.h"
#include "ui/export/chart_tables.h"
#include "ui/figures.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

namespace autokernel::ui {
namespace {

using report::ReportData;

QString tr(const char* source, int count = -1)
{
    return QCoreApplication::translate("ReportCharts", source, nullptr, count);
}

const QString kBetween = QStringLiteral(" · ");

QString dtypeOf(const kernel::Target& target)
{
    return text(std::string(kernel::toString(target.dtype)));
}

QString typeOf(const kernel::Target& target)
{
    return text(target.variant == "default" ? target.type : target.type + "/" + target.variant);
}

std::vector<LegendEntry> legendOf(const ProgressView& view)
{
    const auto whole = view.whole();
    std::vector<LegendEntry> legend;
    for (const auto verdict : kVerdictClasses)
        if (const auto count = whole.counts.find(verdict);
            count != whole.counts.end() && !view.hidden().contains(verdict))
            legend.push_back({LegendEntry::Sign::Verdict, paintOf(verdict), verdict,
                QString("%1 %2").arg(labelOf(verdict), grouped(count->second))});
    if (whole.hasBest)
        legend.push_back({LegendEntry::Sign::Line, Paint::Kept, {}, tr("Best verified")});
    const bool isTogether = view.arrangement() == ProgressView::Arrangement::Together;
    if (!isTogether && whole.hasRungs)
        legend.push_back(
            {LegendEntry::Sign::DashedLine, Paint::Soft, {}, tr("Other ways to compute it")});
    const auto hasBand = [](const KernelProgress& progress) { return progress.noiseFloor > 0; };
    if (!isTogether && std::any_of(view.kernels().begin(), view.kernels().end(), hasBand))
        legend.push_back(
            {LegendEntry::Sign::Disc, Paint::KeptSoft, {}, tr("Within the noise of the best")});
    return legend;
}

QString bestOf(const report::KernelReport& kernel)
{
    if (!kernel.champion)
        return tr("nothing kept");
    const auto& keep = kernel.keeps[*kernel.champion];
    const auto& over = keep.overEager();
    return over ? tr("best verified %1 over eager, #%2")
                      .arg(speedupInterval(*over))
                      .arg(keep.row.experiment.number)
                : tr("best verified #%1").arg(keep.row.experiment.number);
}

QString titleOf(const kernel::Target& target)
{
    return tr("%1: speedup over eager of each experiment").arg(typeOf(target));
}

QString titleOfAll(const ReportData& report)
{
    return tr("%1: speedup of each experiment, each kernel over its own eager")
        .arg(text(report.run.summary.subject));
}

QString titleOfModel(const ReportData& report)
{
    return tr("%1: speedup of the whole model over eager").arg(text(report.run.summary.subject));
}

QString titleOf(const Ladder& ladder)
{
    return tr("%1: every way to compute it").arg(ladder.subject);
}

QString titleOfRoofline(const ReportData& report)
{
    return tr("Roofline of %1").arg(text(report.run.device.name));
}

} // namespace

QString minutesOf(const std::string& timestamp) // ISO 8601, UTC
{
    constexpr std::size_t kMinutes = 16;
    return text(timestamp.substr(0, kMinutes)).replace('T', ' ') + " UTC";
}

QString sourceOf(const report::ReportData& report, const QString& baseline)
{
    const auto& run = report.run;
    QStringList parts {tr("Run %1 of %2, seed %3")
                           .arg(run.summary.id.value)
                           .arg(text(run.summary.subject))
                           .arg(run.seed),
        text(run.device.name)};
    if (!baseline.isEmpty())
        parts.push_back(baseline);
    parts.push_back(minutesOf(run.summary.startedAt));
    const QString measuredBy = text(run.version);
    parts.push_back(measuredBy == AUTOKERNEL_VERSION
            ? tr("AutoKernel %1").arg(measuredBy)
            : tr("measured by AutoKernel %1, drawn by %2").arg(measuredBy, AUTOKERNEL_VERSION));
    return parts.join(kBetween);
}

QString fileStem(const report::ReportData& report)
{
    static const QRegularExpression hostile("[^A-Za-z0-9._-]+");
    constexpr int kLongest = 40;
    QString subject = text(report.run.summary.subject).replace(hostile, "-").left(kLongest);
    while (subject.startsWith('.') || subject.startsWith('-'))
        subject.remove(0, 1);
    return QString("%1-run%2")
        .arg(subject.isEmpty() ? QStringLiteral("autokernel") : subject)
        .arg(report.run.summary.id.value);
}

QString fileStem(const report::ReportData& report, const std::string& part)
{
    static const QRegularExpression hostile("[^A-Za-z0-9._]+");
    constexpr int kLongest = 60;
    QString rest = text(part);
    if (const QString subject = text(report.run.summary.subject);
        !subject.isEmpty() && rest.startsWith(subject + '-'))
        rest.remove(0, subject.size() + 1); // a kernel's run is called as its kernel
    return fileStem(report) + '-' + rest.replace(hostile, "-").left(kLongest);
}

namespace {

ChartDrawing drawingOf(std::unique_ptr<ProgressView> view, const ReportData& report,
    const report::KernelReport& kernel)
{
    const auto& target = kernel.target.target;
    ChartDrawing drawing;
    drawing.plot = &view->plot();
    drawing.caption.title = titleOf(target);
    QStringList subtitle {text(kernel::formatSymbols(target.symbols)), dtypeOf(target),
        view->data().device, bestOf(kernel)};
    const auto& shown = view->data().marks;
    if (!shown.empty() && std::ssize(shown) < view->whole().marks)
        subtitle.push_back(
            tr("part of the chart: #%1 to #%2").arg(shown.front().number).arg(shown.back().number));
    drawing.caption.subtitle = subtitle.join(kBetween);
    drawing.caption.legend = legendOf(*view);
    drawing.caption.source = sourceOf(report, tr("over eager"));
    drawing.view = std::move(view);
    return drawing;
}

// Of several kernels.
ChartDrawing drawingOf(std::unique_ptr<ProgressView> view, const ReportData& report)
{
    ChartDrawing drawing;
    drawing.plot = &view->plot();
    drawing.caption.title = titleOfAll(report);
    drawing.caption.subtitle
        = QStringList {tr("%n kernel(s)", pluralOf(std::ssize(view->kernels()))),
            text(report.run.device.name)}
              .join(kBetween);
    drawing.caption.legend = legendOf(*view);
    drawing.caption.source = sourceOf(report, tr("over eager"));
    if (view->arrangement() == ProgressView::Arrangement::Multiples)
        drawing.leastHeight = view->minimumHeight();
    drawing.view = std::move(view);
    return drawing;
}

ChartDrawing drawingOf(std::unique_ptr<ModelView> view, const ReportData& report)
{
    using Sign = LegendEntry::Sign;
    ChartDrawing drawing;
    drawing.plot = &view->plot();
    drawing.caption.title = titleOfModel(report);
    QStringList subtitle;
    if (const auto& model = report.run.model) {
        for (const auto& input : model->inputs)
            subtitle.push_back(text(input));
        subtitle.push_back(text(model->dtype));
    }
    subtitle.push_back(text(report.run.device.name));
    if (const auto& ours = report.outcome.ours.overEager)
        subtitle.push_back(tr("result %1, %2")
                               .arg(speedupInterval(*ours),
                                   report.outcome.verified ? tr("verified") : tr("not verified")));
    drawing.caption.subtitle = subtitle.join(kBetween);
    drawing.caption.legend
        = {{Sign::Line, Paint::Kept, {}, tr("Measured, our kernels in the model")}};
    if (!view->data().forecast.empty())
        drawing.caption.legend.push_back(
            {Sign::DashedLine, Paint::Accent, {}, tr("Amdahl forecast from the kernels alone")});
    drawing.caption.legend.push_back(
        {Sign::DashedLine, Paint::Soft, {}, tr("Eager and the free rungs")});
    drawing.caption.source = sourceOf(report, tr("over eager"));
    drawing.view = std::move(view);
    return drawing;
}

ChartDrawing drawingOf(std::unique_ptr<LadderView> view, const ReportData& report)
{
    using Sign = LegendEntry::Sign;
    const auto& ladder = view->data();
    ChartDrawing drawing;
    drawing.plot = &view->plot();
    drawing.caption.title = titleOf(ladder);
    drawing.caption.subtitle
        = QStringList {tr("timed in turn, same run"), text(report.run.device.name)}.join(kBetween);
    drawing.caption.legend = {{Sign::Square, Paint::Kept, {}, tr("Ours")},
        {Sign::Square, Paint::Reverted, {}, tr("Others")}};
    if (ladder.eagerMicroseconds > 0)
        drawing.caption.legend.push_back({Sign::DashedLine, Paint::Soft, {}, tr("Eager")});
    if (ladder.floorMicroseconds > 0)
        drawing.caption.legend.push_back(
            {Sign::Line, Paint::Accent, {}, tr("Least time by the measured roofs")});
    drawing.caption.source = sourceOf(report, tr("over eager"));
    drawing.view = std::move(view);
    return drawing;
}

ChartDrawing drawingOf(std::unique_ptr<RooflineView> view, const ReportData& report)
{
    using Sign = LegendEntry::Sign;
    const auto& trails = view->data().trails;
    const auto shown = std::find_if(trails.begin(), trails.end(),
        [&](const auto& trail) { return view->kernel() == trail.target; });
    ChartDrawing drawing;
    drawing.plot = &view->plot();
    drawing.caption.title = titleOfRoofline(report);
    QStringList subtitle {view->data().dtype,
        shown == trails.end() ? tr("%n kernel(s)", pluralOf(std::ssize(trails))) : shown->kernel};
    if (report.roofs)
        subtitle.push_back(tr("roofs measured %1").arg(minutesOf(report.roofs->roofs.measuredAt)));
    drawing.caption.subtitle = subtitle.join(kBetween);
    drawing.caption.legend = {{Sign::Line, Paint::Text, {}, tr("Measured roof")},
        {Sign::Disc, Paint::Text, {}, tr("Best verified")},
        {Sign::Ring, Paint::Text, {}, tr("Eager, where it started")}};
    if (std::any_of(
            trails.begin(), trails.end(), [](const auto& trail) { return !trail.rungs.empty(); }))
        drawing.caption.legend.push_back(
            {Sign::Square, Paint::Text, {}, tr("A rung of the ladder")});
    if (view->data().nominal.isKnown())
        drawing.caption.legend.push_back({Sign::DashedLine, Paint::Soft, {},
            tr("Nominal: %1").arg(view->data().nominal.source)});
    // One kernel alone shows all its candidates; of several each has its colour.
    if (shown == trails.end())
        for (const auto& trail : trails)
            drawing.caption.legend.push_back({Sign::Disc, trail.sign.paint, {}, trail.sign.name});
    else
        for (const auto verdict : kVerdictClasses)
            if (std::any_of(shown->candidates.begin(), shown->candidates.end(),
                    [&](const auto& candidate) { return candidate.verdict == verdict; }))
                drawing.caption.legend.push_back(
                    {Sign::Verdict, paintOf(verdict), verdict, labelOf(verdict)});
    drawing.caption.source = sourceOf(report, tr("bytes modelled from each kernel's definition"));
    drawing.view = std::move(view);
    return drawing;
}

} // namespace

ChartOffer progressOffer(const ReportPtr& report, ProgressView::Shown shown, std::size_t kernel)
{
    const auto& target = report->kernels[kernel].target.target;
    ChartOffer offer;
    offer.name = text(target.key());
    offer.fileName = fileStem(*report, target.key() + "-progress");
    offer.title = titleOf(target);
    offer.draw
        = [report, kernel, shown = std::make_shared<const ProgressView::Shown>(std::move(shown))](
              const Theme& theme, const QSize& size) {
              return drawingOf(
                  ProgressView::drawn(*shown, theme, size), *report, report->kernels[kernel]);
          };
    offer.csv = [report, kernel] {
        return csvOf(progressOf(*report, report->kernels[kernel])).toStdString();
    };
    return offer;
}

ChartOffer progressOffer(const ReportPtr& report, ProgressView::Shown shown)
{
    ChartOffer offer;
    offer.fileName = fileStem(*report, "progress");
    offer.title = titleOfAll(*report);
    offer.hasPanels = shown.arrangement == ProgressView::Arrangement::Multiples;
    offer.draw = [report, shown = std::make_shared<const ProgressView::Shown>(std::move(shown))](
                     const Theme& theme, const QSize& size) {
        return drawingOf(ProgressView::drawn(*shown, theme, size), *report);
    };
    offer.csv = [report] { return csvOf(progressOfAll(*report)).toStdString(); };
    return offer;
}

ChartOffer modelOffer(const ReportPtr& report, ProgressAxis axis)
{
    ChartOffer offer;
    offer.name = tr("Whole model");
    offer.fileName = fileStem(*report, "model");
    offer.title = titleOfModel(*report);
    offer.draw = [report, axis](const Theme& theme, const QSize& size) {
        auto view = std::make_unique<ModelView>(theme);
        view->resize(size);
        view->setData(modelProgressOf(*report, axis));
        return drawingOf(std::move(view), *report);
    };
    offer.csv = [report] { return modelCsv(*report); };
    return offer;
}

ChartOffer ladderOffer(const ReportPtr& report)
{
    const auto ladder = ladderOf(*report);
    ChartOffer offer;
    offer.name = tr("Ladder of %1").arg(ladder.subject);
    offer.fileName = fileStem(*report, "ladder");
    offer.title = titleOf(ladder);
    offer.draw = [report](const Theme& theme, const QSize& size) {
        auto view = std::make_unique<LadderView>(theme);
        view->resize(size);
        view->setData(ladderOf(*report));
        return drawingOf(std::move(view), *report);
    };
    offer.csv = [report] { return csvOf(ladderOf(*report)).toStdString(); };
    return offer;
}

ChartOffer rooflineOffer(const ReportPtr& report, RooflineView::Shown shown)
{
    const QString dtype = shown.data.dtype;
    ChartOffer offer;
    offer.name = tr("Roofline, %1").arg(dtype);
    offer.fileName = fileStem(*report, "roofline-" + dtype.toStdString());
    offer.title = titleOfRoofline(*report);
    offer.draw = [report, shown = std::make_shared<const RooflineView::Shown>(std::move(shown))](
                     const Theme& theme, const QSize& size) {
        return drawingOf(RooflineView::drawn(*shown, theme, size), *report);
    };
    offer.csv = [report, dtype] { return rooflineCsv(*report, dtype.toStdString()); };
    return offer;
}

} // namespace autokernel::ui
