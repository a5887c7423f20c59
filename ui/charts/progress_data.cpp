// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/progress_data.h"

#include "ui/annotations/marks_card.h"
#include "ui/english_plurals.h"
#include "ui/text.h"

#include "report/format.h"
#include "store/timestamp.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

const store::LadderRow* eagerOf(const std::vector<store::LadderRow>& ladder)
{
    const auto found = std::find_if(ladder.begin(), ladder.end(),
        [](const auto& row) { return row.record.samples.name == "eager"; });
    return found == ladder.end() ? nullptr : &*found;
}

// Wrong rungs are no reference, however fast.
std::vector<ReferenceLine> referencesOf(const std::vector<store::LadderRow>& ladder)
{
    std::vector<ReferenceLine> lines {{1, "eager"}};
    const auto* eager = eagerOf(ladder);
    if (eager == nullptr)
        return lines;
    for (const auto& row : ladder)
        if (!row.record.isOurs && &row != eager && row.record.samples.correct
            && row.medianMicroseconds > 0)
            lines.push_back({eager->medianMicroseconds / row.medianMicroseconds,
                text(row.record.samples.name)});
    return lines;
}

bool isWholeModel(const store::EndToEndRow& row)
{
    using store::ModelMeasurement;
    return row.record.kind == ModelMeasurement::Starters
        || row.record.kind == ModelMeasurement::AfterKeep
        || row.record.kind == ModelMeasurement::Final;
}

ProgressMark markOf(const report::ProgressPoint& point)
{
    ProgressMark mark;
    mark.number = point.number;
    mark.verdict = classOf(point.verdict, point.isControl);
    if (point.isDemoted)
        mark.verdict = VerdictClass::Reverted;
    mark.endedAt = point.startedAt + point.seconds;
    mark.mutator = point.mutator;
    mark.idea = point.idea;
    // A control is timed against the same code.
    const auto& ratio = point.isControl ? point.overIncumbent : point.overEager;
    if (ratio && !hasNoTime(mark.verdict)) {
        mark.speedup = ratio->value;
        mark.low = ratio->low;
        mark.high = ratio->high;
    }
    return mark;
}

void addBest(KernelProgress& progress, const report::KernelReport& kernel)
{
    for (const auto& keep : kernel.keeps) {
        if (!keep.row.demotedBecause.empty() || !keep.row.keep.overEager)
            continue;
        const auto mark = std::find_if(progress.marks.begin(), progress.marks.end(),
            [&](const auto& each) { return each.number == keep.row.experiment.number; });
        if (mark != progress.marks.end())
            progress.best.emplace_back(xOf(*mark, progress.axis), keep.row.keep.overEager->value);
    }
    if (progress.best.empty())
        return;
    progress.best.insert(progress.best.begin(), {progress.best.front().x(), 1});
    progress.best.emplace_back(xOf(progress.marks.back(), progress.axis), progress.best.back().y());
}

// Over eager, by the time that one candidate says eager takes.
double roofOf(const KernelProgress& progress, const report::KernelReport& kernel,
    const report::ReportData& report)
{
    if (kernel.floor.seconds <= 0)
        return 0;
    for (const auto& point : report.progress)
        if (point.target == kernel.target.id && !point.isControl && point.overEager
            && point.candidateMicroseconds && !progress.marks.empty())
            return *point.candidateMicroseconds * point.overEager->value
                / (kernel.floor.seconds * 1e6);
    return 0;
}

} // namespace

double xOf(const ProgressMark& mark, ProgressAxis axis)
{
    return axis == ProgressAxis::WallClock ? mark.endedAt : static_cast<double>(mark.number);
}

std::int64_t KernelProgress::kept() const
{
    return std::count_if(marks.begin(), marks.end(),
        [](const ProgressMark& mark) { return mark.verdict == VerdictClass::Kept; });
}

KernelProgress progressOf(
    const report::ReportData& report, const report::KernelReport& kernel, ProgressAxis axis)
{
    KernelProgress progress;
    progress.kernel = text(kernel.target.target.key());
    progress.device = text(report.run.device.name);
    progress.axis = axis;
    progress.noiseFloor = kernel.noiseFloor;
    for (const auto& point : report.progress)
        if (point.target == kernel.target.id && point.verdict != judge::VerdictKind::Cancelled)
            progress.marks.push_back(markOf(point));
    for (const auto& annotated : report.annotated)
        if (annotated.row.target == kernel.target.id)
            progress.said[annotated.row.number] = lineOf(annotated.annotation);
    // The clock may have been set while a run went on; a line goes from left to right.
    if (axis == ProgressAxis::WallClock) {
        std::erase_if(progress.marks, [](const auto& mark) { return std::isnan(mark.endedAt); });
        std::stable_sort(progress.marks.begin(), progress.marks.end(),
            [](const auto& a, const auto& b) { return a.endedAt < b.endedAt; });
    }
    addBest(progress, kernel);
    progress.references = referencesOf(kernel.ladder);
    if (const double roof = roofOf(progress, kernel, report); roof > 1)
        progress.references.push_back(
            {roof, QCoreApplication::translate("Progress", "%1 roof").arg(text(kernel.floor.bound)),
                true});
    return progress;
}

ModelProgress modelProgressOf(const report::ReportData& report, ProgressAxis axis)
{
    ModelProgress progress;
    progress.axis = axis;
    progress.references = {{1, "eager"}};
    if (axis == ProgressAxis::WallClock) {
        progress.first = store::secondsSinceEpoch(report.run.summary.startedAt);
        for (const auto& point : report.progress)
            if (!std::isnan(point.startedAt))
                progress.last = std::max(progress.last, point.startedAt + point.seconds);
    }
    for (const auto& row : report.endToEnd) {
        if (!isWholeModel(row))
            continue;
        const double x = axis == ProgressAxis::WallClock
            ? store::secondsSinceEpoch(row.measuredAt)
            : static_cast<double>(row.experimentsBefore);
        if (std::isnan(x))
            continue;
        if (axis == ProgressAxis::WallClock)
            progress.last = std::max(progress.last, x);
        progress.marks.push_back({x, row.record.overBaseline});
        progress.measured.emplace_back(x, row.record.overBaseline.value);
        if (row.record.forecast)
            progress.forecast.emplace_back(x, *row.record.forecast);
    }
    if (!progress.measured.empty())
        progress.measured.insert(progress.measured.begin(), {progress.first, 1});
    const auto& free = report.outcome.freeRung;
    if (free.overEager && free.name != "eager")
        progress.references.push_back({free.overEager->value, text(free.name)});
    return progress;
}

namespace {

void addLines(QString& csv, const KernelProgress& progress, const QString& before)
{
    const auto number = [](double value) { return QString::number(value, 'g', 9); };
    for (const auto& mark : progress.marks) {
        csv += before + QString("%1,%2,").arg(mark.number).arg(nameOf(mark.verdict));
        if (mark.speedup > 0 && mark.verdict != VerdictClass::Control)
            csv += QString("%1,%2,%3")
                       .arg(number(mark.speedup), number(mark.low), number(mark.high));
        else
            csv += ",,";
        csv += "\r\n";
    }
}

constexpr const char* kHeadings
    = "experiment,verdict,speedup_over_eager,speedup_over_eager_low,speedup_over_eager_high\r\n";

} // namespace

QString csvOf(const KernelProgress& progress)
{
    QString csv = kHeadings;
    addLines(csv, progress, {});
    return csv;
}

QString csvOf(const std::vector<KernelProgress>& kernels)
{
    QString csv = QString("kernel,") + kHeadings;
    for (const auto& progress : kernels)
        addLines(csv, progress, '"' + progress.kernel + "\",");
    return csv;
}

QString summaryOf(const KernelProgress& progress)
{
    const auto controls = std::count_if(progress.marks.begin(), progress.marks.end(),
        [](const ProgressMark& mark) { return mark.verdict == VerdictClass::Control; });
    const auto experiments = std::ssize(progress.marks) - controls;
    QString sentence = QCoreApplication::translate(
        "Progress", "%1: %2 experiment(s), %3 kept", nullptr, pluralOf(experiments))
                           .arg(progress.kernel)
                           .arg(experiments)
                           .arg(progress.kept());
    if (!progress.best.empty())
        sentence += QCoreApplication::translate("Progress", ", best %1 over eager")
                        .arg(text(report::formatSpeedup(progress.best.back().y())));
    return sentence + '.';
}

} // namespace autokernel::ui
