// SPDX-License-Identifier: Apache-2.0
#include "report/progress_chart.h"

#include "plan/rungs.h"
#include "report/format.h"
#include "report/outcome.h"
#include "report/svg_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace autokernel::report {
namespace {

using judge::VerdictKind;

const SvgChart::Frame kProgressFrame {920, 320, 64, 200, 14, 44}; // names of rungs are long

struct Appearance
{
    Mark mark;
    const char* style;
    const char* name;
};

Appearance appearanceOf(VerdictKind kind)
{
    switch (kind) {
    case VerdictKind::Kept:
        return {Mark::Disc, "kept", "kept, with its 95 % interval"};
    case VerdictKind::Reverted:
        return {Mark::Ring, "reverted", "reverted"};
    case VerdictKind::Inconclusive:
        return {Mark::Diamond, "inconclusive", "inconclusive"};
    case VerdictKind::Incorrect:
        return {Mark::Cross, "incorrect", "incorrect"};
    case VerdictKind::Rejected:
        return {Mark::Triangle, "rejected", "rejected as cheating"};
    default:
        return {Mark::Square, "crashed", "did not compile, crashed or ran out of time"};
    }
}

bool isTimed(const ProgressPoint& point)
{
    return point.overEager
        && (point.verdict == VerdictKind::Kept || point.verdict == VerdictKind::Reverted
            || point.verdict == VerdictKind::Inconclusive);
}

// Above kMaximumMarks only the slowest, middle and fastest of each pixel column and verdict are
// drawn.
constexpr std::size_t kMaximumMarks = 3000;
constexpr std::int64_t kColumns = 640;

std::vector<const ProgressPoint*> thinned(
    std::vector<const ProgressPoint*> points, std::int64_t last)
{
    if (points.size() <= kMaximumMarks)
        return points;
    std::map<std::pair<std::int64_t, VerdictKind>, std::vector<const ProgressPoint*>> columns;
    std::vector<const ProgressPoint*> result;
    for (const auto* point : points) {
        if (point->verdict == VerdictKind::Kept)
            result.push_back(point);
        else
            columns[{point->number * kColumns / std::max<std::int64_t>(1, last), point->verdict}]
                .push_back(point);
    }
    for (auto& [column, members] : columns) {
        std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) {
            return (a->overEager ? a->overEager->value : 0)
                < (b->overEager ? b->overEager->value : 0);
        });
        result.push_back(members.front());
        if (members.size() > 2)
            result.push_back(members[members.size() / 2]);
        if (members.size() > 1)
            result.push_back(members.back());
    }
    return result;
}

std::string tooltipOf(const ProgressPoint& point)
{
    const std::string head = fmt::format("#{} {}", point.number, judge::toString(point.verdict));
    return point.overEager ? head + ": " + formatInterval(*point.overEager) + " over eager" : head;
}

struct Range
{
    double low = 1;
    double high = 1;
    void include(double value)
    {
        if (!std::isfinite(value))
            return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    void widen(double share)
    {
        const double margin = std::max((high - low) * share, 0.02);
        low -= margin;
        high += margin;
    }
};

Axis experimentAxis(double first, double last)
{
    return {"experiment of the run", first, std::max(last, first + 1), Scale::Linear, "", true};
}

void addRungs(SvgChart& chart, const KernelReport& kernel)
{
    const auto* eager = findContender(kernel.ladder, plan::kEager);
    for (const auto& row : kernel.ladder)
        if (eager != nullptr && !row.record.isOurs && &row != eager && row.medianMicroseconds > 0)
            chart.horizontal(eager->medianMicroseconds / row.medianMicroseconds, "rung",
                fmt::format("{} {}", row.record.samples.name,
                    formatSpeedup(eager->medianMicroseconds / row.medianMicroseconds)),
                "label");
    chart.horizontal(1, "rung", "eager 1.00×", "label");
}

// The verified best so far; a demotion steps down again to the keep before it.
void addBestLine(SvgChart& chart, const KernelReport& kernel, double last)
{
    std::vector<Point> steps;
    for (const auto& keep : kernel.keeps) {
        const auto& over = keep.overEager();
        if (!keep.row.demotedBecause.empty() || !over)
            continue;
        const double number = static_cast<double>(keep.row.experiment.number);
        steps.push_back({number, over->value});
        chart.whisker(number, over->low, over->high, "whisker");
    }
    chart.stepLine(steps, last, "kept-line");
}

} // namespace

std::string verdictLegend()
{
    std::string html = "<div class='legend'>";
    for (const auto kind : {VerdictKind::Kept, VerdictKind::Reverted, VerdictKind::Inconclusive,
             VerdictKind::Incorrect, VerdictKind::CompileError, VerdictKind::Rejected}) {
        const auto [mark, style, name] = appearanceOf(kind);
        html += "<span>" + SvgChart::glyph(mark, style) + name + "</span>";
    }
    return html + "</div>\n";
}

std::string modelChart(const ReportData& report)
{
    std::vector<Point> measured;
    std::vector<Point> forecast;
    Range y;
    for (const auto& row : report.endToEnd) {
        const auto& record = row.record;
        if (record.kind != store::ModelMeasurement::Starters
            && record.kind != store::ModelMeasurement::AfterKeep
            && record.kind != store::ModelMeasurement::Final)
            continue;
        measured.push_back({static_cast<double>(row.experimentsBefore), record.overBaseline.value});
        y.include(record.overBaseline.low);
        y.include(record.overBaseline.high);
        if (record.forecast) {
            forecast.push_back({static_cast<double>(row.experimentsBefore), *record.forecast});
            y.include(*record.forecast);
        }
    }
    if (measured.empty())
        return {};
    const auto& free = report.outcome.freeRung;
    if (free.overEager)
        y.include(free.overEager->value);
    y.widen(0.08);
    const double last = std::max(measured.back().x,
        report.progress.empty() ? 1.0 : static_cast<double>(report.progress.back().number));
    SvgChart chart(kProgressFrame, experimentAxis(0, last),
        {"speedup over eager", y.low, y.high, Scale::Linear, "×"});
    chart.horizontal(1, "rung", "eager 1.00×", "label");
    if (free.overEager && free.name != plan::kEager)
        chart.horizontal(free.overEager->value, "rung",
            free.name + " " + formatSpeedup(free.overEager->value), "label");
    std::vector<Point> fromStart {{0, 1}};
    fromStart.insert(fromStart.end(), measured.begin(), measured.end());
    chart.stepLine(forecast, last, "forecast");
    chart.stepLine(fromStart, last, "kept-line");
    for (const auto& row : report.endToEnd)
        if (row.record.kind == store::ModelMeasurement::Starters
            || row.record.kind == store::ModelMeasurement::AfterKeep
            || row.record.kind == store::ModelMeasurement::Final) {
            const double x = static_cast<double>(row.experimentsBefore);
            chart.whisker(x, row.record.overBaseline.low, row.record.overBaseline.high, "whisker");
            chart.mark({x, row.record.overBaseline.value}, Mark::Disc, "kept",
                formatInterval(row.record.overBaseline) + " over eager, " + row.measuredAt);
        }
    chart.label(measured.back().y, "measured " + formatSpeedup(measured.back().y), "label strong");
    if (!forecast.empty())
        chart.label(
            forecast.back().y, "forecast " + formatSpeedup(forecast.back().y), "label blue");
    return chart.toString("The whole model's speedup over eager",
        fmt::format("{} measurements, the last {} over eager", measured.size(),
            formatSpeedup(measured.back().y)));
}

std::string kernelChart(const ReportData& report, const KernelReport& kernel)
{
    std::vector<const ProgressPoint*> timed;
    std::vector<const ProgressPoint*> failed;
    for (const auto& point : report.progress)
        if (point.target == kernel.target.id && !point.isControl
            && point.verdict != VerdictKind::Cancelled)
            (isTimed(point) ? timed : failed).push_back(&point);
    if (timed.empty())
        return {};
    Range y;
    for (const auto* point : timed)
        y.include(point->overEager->value);
    for (const auto& keep : kernel.keeps)
        if (const auto& over = keep.overEager())
            y.include(over->high);
    y.widen(0.06);
    y.low = std::max(0.0, y.low);
    const auto first = static_cast<double>(timed.front()->number) - 1;
    const auto last = static_cast<double>(
        std::max(timed.back()->number, failed.empty() ? 0 : failed.back()->number) + 1);
    SvgChart chart(kProgressFrame, experimentAxis(first, last),
        {"speedup over eager", y.low, y.high, Scale::Linear, "×"});
    addRungs(chart, kernel);
    for (const auto* point : thinned(timed, static_cast<std::int64_t>(last))) {
        const auto [mark, style, name] = appearanceOf(point->verdict);
        chart.mark({static_cast<double>(point->number), point->overEager->value},
            point->isDemoted ? Mark::Ring : mark, point->isDemoted ? "demoted" : style,
            tooltipOf(*point), point->verdict == VerdictKind::Kept ? 4.5 : 3);
    }
    addBestLine(chart, kernel, last);
    if (kernel.champion)
        if (const auto& best = kernel.keeps[*kernel.champion].overEager())
            chart.label(best->value, "best verified " + formatSpeedup(best->value), "label strong");
    chart.setRugLabel("no valid time");
    for (const auto* point : thinned(failed, static_cast<std::int64_t>(last))) {
        const auto [mark, style, name] = appearanceOf(point->verdict);
        chart.rugMark(static_cast<double>(point->number), mark, style, tooltipOf(*point));
    }
    return chart.toString(kernel.target.target.key() + ": speedup over eager of each experiment",
        fmt::format("{} timed experiments, {} without a valid time, {} kept", timed.size(),
            failed.size(), kernel.keeps.size()));
}

} // namespace autokernel::report
