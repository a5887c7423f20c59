// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/progress_data.h"

#include "ui/annotations/marks_card.h"
#include "ui/english_plurals.h"
#include "ui/figures.h"
#include "ui/names.h"

#include "judge/gate.h"
#include "plan/rungs.h"
#include "report/call_times.h"
#include "report/outcome.h"
#include "store/timestamp.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {

constexpr const char* kSeed = "seed"; // the mutator of starters

const QLatin1String kEager(plan::kEager.data(), plan::kEager.size());

const store::LadderRow* eagerOf(const std::vector<store::LadderRow>& ladder)
{
    return report::findContender(ladder, plan::kEager);
}

// Over eager. Wrong rungs are no reference, however fast, nor is what we made.
std::vector<ReferenceLine> rungsOf(const std::vector<store::LadderRow>& ladder)
{
    std::vector<ReferenceLine> lines;
    const auto* eager = eagerOf(ladder);
    for (const auto& row : ladder)
        if (eager != nullptr && &row != eager && !row.record.isOurs && row.record.samples.correct
            && row.medianMicroseconds > 0)
            lines.push_back({eager->medianMicroseconds / row.medianMicroseconds,
                rungName(row.record.samples.name), row.medianMicroseconds});
    return lines;
}

bool isWholeModel(const store::EndToEndRow& row)
{
    using store::ModelMeasurement;
    return row.record.kind == ModelMeasurement::Starters
        || row.record.kind == ModelMeasurement::AfterKeep
        || row.record.kind == ModelMeasurement::Final;
}

bool isStarter(const report::ProgressPoint& point)
{
    return point.isControl || (point.mutator && *point.mutator == kSeed);
}

double startOf(const report::ReportData& report)
{
    return store::secondsSinceEpoch(report.run.summary.startedAt);
}

ProgressMark markOf(const report::ProgressPoint& point, double runStart)
{
    ProgressMark mark;
    mark.number = point.number;
    mark.verdict = classOf(point.verdict, point.isControl, point.isDemoted);
    mark.endedAt = point.startedAt + point.seconds;
    mark.elapsed = mark.endedAt - runStart;
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
        const auto& over = keep.overEager();
        if (!keep.row.demotedBecause.empty() || !over)
            continue;
        const auto mark = std::find_if(progress.marks.begin(), progress.marks.end(),
            [&](const auto& each) { return each.number == keep.row.experiment.number; });
        if (mark != progress.marks.end())
            progress.best.emplace_back(xOf(*mark, progress.axis), over->value);
    }
    if (progress.best.empty())
        return;
    auto& best = progress.best;
    best.insert(best.begin(), {std::min(progress.span.first, best.front().x()), 1});
    best.emplace_back(std::max(progress.span.last, best.back().x()), best.back().y());
}

} // namespace

bool ReferenceLine::isEager() const
{
    return name == kEager;
}

double xOf(const ProgressMark& mark, ProgressAxis axis)
{
    switch (axis) {
    case ProgressAxis::WallClock:
        return mark.endedAt;
    case ProgressAxis::Elapsed:
        return mark.elapsed;
    case ProgressAxis::Experiment:
        break;
    }
    return static_cast<double>(mark.number);
}

std::int64_t KernelProgress::kept() const
{
    return std::count_if(marks.begin(), marks.end(),
        [](const ProgressMark& mark) { return mark.verdict == VerdictClass::Kept; });
}

namespace {

bool isShown(const report::ProgressPoint& point)
{
    return point.verdict != judge::VerdictKind::Cancelled;
}

bool wasTried(const report::KernelReport& kernel)
{
    return kernel.target.experiments > 0;
}

// Adds the rest to what has a sign, an axis and marks in the order of their experiments.
KernelProgress completed(
    KernelProgress progress, const report::ReportData& report, const report::KernelReport& kernel)
{
    const auto axis = progress.axis;
    progress.kernel = text(kernel.target.target.key());
    progress.device = text(report.run.device.name);
    progress.noiseFloor = kernel.noiseFloor;
    if (kernel.noiseFloor && *kernel.noiseFloor > 0)
        progress.minimumEffect = judge::minimumEffect(*kernel.noiseFloor);
    for (const auto& annotated : report.annotated)
        if (annotated.row.target == kernel.target.id)
            progress.said[annotated.row.number] = lineOf(annotated.annotation);
    // The clock may have been set while a run went on; a line goes from left to right.
    if (axis != ProgressAxis::Experiment) {
        std::erase_if(
            progress.marks, [&](const auto& mark) { return std::isnan(xOf(mark, axis)); });
        std::stable_sort(progress.marks.begin(), progress.marks.end(),
            [&](const auto& a, const auto& b) { return xOf(a, axis) < xOf(b, axis); });
    }
    progress.span = spanOf(report, axis);
    addBest(progress, kernel);
    const double eager = report::eagerBesideChampion(kernel, report);
    progress.references = {{1, kEager, eager}};
    for (auto& rung : rungsOf(kernel.ladder))
        progress.references.push_back(std::move(rung));
    if (kernel.champion)
        if (const auto& vendor = kernel.keeps[*kernel.champion].vendorOverEager)
            progress.references.push_back(
                {*vendor, QCoreApplication::translate("Progress", "vendor"), eager / *vendor, false,
                    {}, true});
    const double floor = kernel.floor.seconds * 1e6;
    if (floor > 0 && eager > floor)
        progress.references.push_back({eager / floor,
            QCoreApplication::translate("Progress", "%1 roof").arg(text(kernel.floor.bound)), floor,
            true});
    return progress;
}

} // namespace

KernelProgress progressOf(
    const report::ReportData& report, const report::KernelReport& kernel, ProgressAxis axis)
{
    KernelProgress progress;
    progress.axis = axis;
    const auto signs = kernelSigns(report);
    for (std::size_t i = 0; i < signs.size(); ++i)
        if (report.kernels[i].target.id == kernel.target.id)
            progress.sign = signs[i];
    const double start = startOf(report);
    for (const auto& point : report.progress)
        if (point.target == kernel.target.id && isShown(point))
            progress.marks.push_back(markOf(point, start));
    return completed(std::move(progress), report, kernel);
}

// Experiments are many: they are gone through once, not once a kernel.
std::vector<KernelProgress> progressOfAll(const report::ReportData& report, ProgressAxis axis)
{
    std::map<store::TargetId, KernelProgress> begun;
    const double start = startOf(report);
    for (const auto& point : report.progress)
        if (isShown(point))
            begun[point.target].marks.push_back(markOf(point, start));
    const auto signs = kernelSigns(report);
    std::vector<KernelProgress> kernels;
    for (std::size_t i = 0; i < report.kernels.size(); ++i) {
        const auto& kernel = report.kernels[i];
        if (!wasTried(kernel))
            continue;
        auto& progress = begun[kernel.target.id];
        progress.sign = signs[i];
        progress.axis = axis;
        kernels.push_back(completed(std::move(progress), report, kernel));
    }
    return kernels;
}

bool hasProgress(const report::ReportData& report)
{
    return std::ranges::any_of(report.kernels, wasTried);
}

std::int64_t lastNumberOf(const report::ReportData& report)
{
    std::int64_t last = report.run.summary.experiments;
    if (!report.progress.empty())
        last = std::max(last, report.progress.back().number);
    for (const auto& row : report.endToEnd)
        last = std::max(last, row.experimentsBefore);
    return last;
}

RunSpan spanOf(const report::ReportData& report, ProgressAxis axis)
{
    if (axis == ProgressAxis::Experiment)
        return {0, std::max(1.0, static_cast<double>(lastNumberOf(report)))};
    const double start = startOf(report);
    double last = start + 1;
    const auto include = [&](double second) {
        if (std::isnan(last) || second > last)
            last = second;
    };
    for (const auto& point : report.progress)
        include(point.startedAt + point.seconds);
    for (const auto& row : report.endToEnd)
        if (isWholeModel(row))
            include(store::secondsSinceEpoch(row.measuredAt));
    if (std::isnan(start) || std::isnan(last))
        return {};
    return axis == ProgressAxis::Elapsed ? RunSpan {0, last - start} : RunSpan {start, last};
}

std::vector<KernelSlice> slicesOf(const report::ReportData& report, ProgressAxis axis)
{
    std::map<store::TargetId, QString> names;
    const auto signs = kernelSigns(report);
    for (std::size_t i = 0; i < signs.size(); ++i)
        names[report.kernels[i].target.id] = signs[i].name;
    std::vector<KernelSlice> slices;
    store::TargetId current;
    const bool isClock = axis != ProgressAxis::Experiment;
    const double zero = axis == ProgressAxis::Elapsed ? startOf(report) : 0;
    for (const auto& point : report.progress) {
        const double from
            = isClock ? point.startedAt - zero : static_cast<double>(point.number) - 1;
        const double to = from + (isClock ? point.seconds : 1);
        // The clock may have been set back; a band goes from left to right.
        if (std::isnan(from) || (!slices.empty() && from < slices.back().from))
            continue;
        if (slices.empty() || point.target != current) {
            const double start = slices.empty() ? from : slices.back().to;
            slices.push_back({names[point.target], start, start});
        }
        current = point.target;
        if (!isStarter(point))
            slices.back().isStarters = false;
        slices.back().to = std::max(slices.back().to, to);
    }
    return slices;
}

namespace {

// The rungs of the model's ladder; the strongest as it was timed side by side, where it was.
std::vector<ReferenceLine> modelRungsOf(const report::ReportData& report)
{
    std::vector<store::LadderRow> free;
    for (const auto& row : report.modelLadder)
        if (row.record.isFree)
            free.push_back(row);
    auto lines = rungsOf(free);
    const auto& strongest = report.outcome.freeRung;
    if (!strongest.overEager || strongest.name == plan::kEager)
        return lines;
    const auto name = rungName(strongest.name);
    auto line = std::find_if(
        lines.begin(), lines.end(), [&](const auto& each) { return each.name == name; });
    if (line == lines.end())
        line = lines.insert(lines.end(), {1, name});
    line->speedup = strongest.overEager->value;
    return lines;
}

// One forward of the original, as it was timed last beside ours: other sessions gave other times.
ReferenceLine eagerForward(const report::ReportData& report)
{
    ReferenceLine line {1, kEager};
    for (auto row = report.endToEnd.rbegin(); row != report.endToEnd.rend(); ++row)
        if (isWholeModel(*row) && row->record.baselineMicroseconds) {
            line.microseconds = *row->record.baselineMicroseconds;
            line.session = QCoreApplication::translate("Progress", "last session");
            return line;
        }
    if (const auto* eager = eagerOf(report.modelLadder))
        line.microseconds = eager->medianMicroseconds;
    return line;
}

} // namespace

ModelProgress modelProgressOf(const report::ReportData& report, ProgressAxis axis)
{
    ModelProgress progress;
    progress.axis = axis;
    progress.experiments = report.run.summary.experiments;
    progress.slices = slicesOf(report, axis);
    const bool isClock = axis == ProgressAxis::WallClock;
    const auto span = spanOf(report, axis);
    progress.first = span.first;
    progress.last = span.last;
    for (const auto& row : report.endToEnd) {
        if (!isWholeModel(row))
            continue;
        const double x = isClock ? store::secondsSinceEpoch(row.measuredAt)
                                 : static_cast<double>(row.experimentsBefore);
        if (std::isnan(x))
            continue;
        progress.marks.push_back({x, row.record.overBaseline, row.record.forecast});
        progress.measured.emplace_back(x, row.record.overBaseline.value);
        if (row.record.forecast)
            progress.forecast.emplace_back(x, *row.record.forecast);
    }
    if (!progress.measured.empty())
        progress.measured.insert(progress.measured.begin(), {progress.first, 1});
    for (auto* line : {&progress.measured, &progress.forecast})
        if (!line->empty() && line->back().x() < progress.last)
            line->emplace_back(progress.last, line->back().y());
    progress.references = {eagerForward(report)};
    for (auto& rung : modelRungsOf(report))
        progress.references.push_back(std::move(rung));
    return progress;
}

bool hasModelProgress(const report::ReportData& report)
{
    return std::ranges::any_of(report.endToEnd, isWholeModel);
}

} // namespace autokernel::ui
