// SPDX-License-Identifier: Apache-2.0
#include "report/html_charts.h"

#include "report/escape.h"
#include "report/format.h"
#include "report/svg_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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
    return {"experiment of the run", first, std::max(last, first + 1), Scale::Linear, ""};
}

void addRungs(SvgChart& chart, const KernelReport& kernel)
{
    const auto eager = std::find_if(kernel.ladder.begin(), kernel.ladder.end(),
        [](const auto& row) { return row.record.samples.name == "eager"; });
    for (const auto& row : kernel.ladder)
        if (eager != kernel.ladder.end() && !row.record.isOurs && &row != &*eager
            && row.medianMicroseconds > 0)
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
        if (!keep.row.demotedBecause.empty() || !keep.row.keep.overEager)
            continue;
        const double number = static_cast<double>(keep.row.experiment.number);
        steps.push_back({number, keep.row.keep.overEager->value});
        chart.whisker(
            number, keep.row.keep.overEager->low, keep.row.keep.overEager->high, "whisker");
    }
    chart.stepLine(steps, last, "kept-line");
}

struct Roof
{
    double bytesPerSecond = 0;
    double peak = 0;
    std::string dtype;
};

double bandwidthOf(const roofline::Roofs& roofs, const std::string& level)
{
    const double copy = roofs.peakBytesPerSecond(level, "copy");
    return copy > 0 ? copy : roofs.peakBytesPerSecond(level, "read");
}

struct Trail
{
    const KernelReport* kernel = nullptr;
    double intensity = 0;
    std::vector<double> rates; // FLOP/s of each standing keep, oldest first
};

std::vector<Trail> trailsOf(const ReportData& report)
{
    std::vector<Trail> trails;
    for (const auto& kernel : report.kernels) {
        if (kernel.flop <= 0 || kernel.bytes <= 0)
            continue;
        Trail trail {&kernel, kernel.flop / kernel.bytes, {}};
        for (const auto& keep : kernel.keeps)
            if (const auto us = keep.row.experiment.candidateMicroseconds; us && *us > 0)
                trail.rates.push_back(kernel.flop / (*us * 1e-6));
        if (!trail.rates.empty())
            trails.push_back(std::move(trail));
    }
    return trails;
}

void addRoofs(
    SvgChart& chart, const roofline::Roofs& roofs, const Roof& roof, double lowX, double highX)
{
    for (const auto& level : {"L1", "L2", "L3", "DRAM"}) {
        const double bandwidth = bandwidthOf(roofs, level);
        if (bandwidth <= 0)
            continue;
        const bool isMemory = std::string_view(level) == "DRAM";
        const double ridge = roof.peak / bandwidth;
        chart.line({{lowX, lowX * bandwidth},
                       {std::min(ridge, highX), std::min(roof.peak, highX * bandwidth)}},
            isMemory ? "roof" : "roof-cache");
        const double at = lowX * 1.15; // text right of and below a rising line stays clear of it
        chart.text({at, at * bandwidth * 0.62},
            fmt::format("{} {}", level, formatRate(bandwidth, "B")),
            isMemory ? "label dark" : "label");
    }
    const double ridge = roof.peak / bandwidthOf(roofs, "DRAM");
    chart.line({{std::min(ridge, highX), roof.peak}, {highX, roof.peak}}, "roof");
    chart.text({highX, roof.peak * 1.25},
        fmt::format("{} peak {}", roof.dtype, formatRate(roof.peak, "FLOP")), "label dark", "end");
    chart.area(lowX, ridge, "zone-a");
    chart.area(ridge, highX, "zone-b");
}

void addTrail(SvgChart& chart, const Trail& trail)
{
    const auto& kernel = *trail.kernel;
    const std::string name = kernel.target.target.key();
    chart.line(
        {{trail.intensity, trail.rates.front()}, {trail.intensity, trail.rates.back()}}, "trail");
    for (std::size_t i = 0; i < trail.rates.size(); ++i) {
        const bool isLast = i + 1 == trail.rates.size();
        const char* style = isLast ? "kept" : i == 0 ? "first" : "between";
        chart.mark({trail.intensity, trail.rates[i]}, isLast || i > 0 ? Mark::Disc : Mark::Ring,
            style,
            fmt::format("{}, keep #{}: {}", name, kernel.keeps[i].row.experiment.number,
                formatRate(trail.rates[i], "FLOP")),
            isLast || i == 0 ? 5 : 3);
    }
    for (const auto& row : kernel.ladder)
        if (!row.record.isOurs && row.medianMicroseconds > 0)
            chart.mark({trail.intensity, kernel.flop / (row.medianMicroseconds * 1e-6)},
                Mark::Square, "peer",
                fmt::format("{} on {}: {}", row.record.samples.name, name,
                    formatMicroseconds(row.medianMicroseconds)),
                4);
    const std::string percent = kernel.point && kernel.point->fractionOfRoof > 0
        ? fmt::format(", {} of its roof", formatPercent(kernel.point->fractionOfRoof))
        : "";
    chart.text({trail.intensity * 1.12, trail.rates.back() * 0.92},
        kernel.target.target.type + percent, "label dark");
}

std::string bar(double share, const char* style)
{
    return fmt::format("<svg viewBox='0 0 200 12' width='200' height='12' aria-hidden='true'>"
                       "<rect x='0' y='1' width='{:.1f}' height='10' rx='2' class='{}'/></svg>",
        200 * std::clamp(std::isfinite(share) ? share : 0.0, 0.0, 1.0), style);
}

std::string spread(const store::LadderRow& row, double longest)
{
    if (!(row.medianMicroseconds > 0) || !(longest > 0))
        return {};
    const auto x = [&](double us) { return 4 + 192 * std::clamp(us / longest, 0.0, 1.0); };
    const double low
        = std::isfinite(row.lowMicroseconds) ? row.lowMicroseconds : row.medianMicroseconds;
    const double high
        = std::isfinite(row.highMicroseconds) ? row.highMicroseconds : row.medianMicroseconds;
    const char* ours = row.record.isOurs ? "-ours" : "";
    return fmt::format("<svg viewBox='0 0 200 12' width='200' height='12' aria-hidden='true'>"
                       "<line x1='4' y1='6' x2='196' y2='6' class='grid'/>"
                       "<line x1='{:.1f}' y1='6' x2='{:.1f}' y2='6' class='range{}'/>"
                       "<circle cx='{:.1f}' cy='6' r='4' class='median{}'/></svg>",
        x(low), x(high), ours, x(row.medianMicroseconds), ours);
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
    if (free.overEager && free.name != "eager")
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
        if (keep.row.keep.overEager)
            y.include(keep.row.keep.overEager->high);
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
        if (const auto& best = kernel.keeps[*kernel.champion].row.keep.overEager)
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

std::string rooflineChart(const ReportData& report)
{
    const auto trails = trailsOf(report);
    if (trails.empty() || !report.roofs)
        return {};
    Roof roof;
    roof.dtype = std::string(kernel::toString(trails.front().kernel->target.target.dtype));
    roof.peak = report.roofs->roofs.peakFlopPerSecond(roof.dtype);
    roof.bytesPerSecond = bandwidthOf(report.roofs->roofs, "DRAM");
    if (roof.peak <= 0 || roof.bytesPerSecond <= 0)
        return {};
    double lowX = roof.peak / roof.bytesPerSecond;
    double highX = lowX;
    double lowY = roof.peak;
    double highY = roof.peak;
    for (const auto& trail : trails) {
        lowX = std::min(lowX, trail.intensity);
        highX = std::max(highX, trail.intensity);
        lowY = std::min(lowY, *std::min_element(trail.rates.begin(), trail.rates.end()));
        highY = std::max(highY, *std::max_element(trail.rates.begin(), trail.rates.end()));
    }
    lowX /= 3;
    highX *= 4;
    SvgChart chart({860, 400, 72, 30, 14, 44},
        {"arithmetic intensity, FLOP per byte (modelled from the kernel's definition)", lowX, highX,
            Scale::Logarithmic, ""},
        {"GFLOP/s", std::min(lowY, lowX * roof.bytesPerSecond) / 3 / 1e9, highY * 2.5 / 1e9,
            Scale::Logarithmic, ""});
    chart.scaleY(1e-9);
    addRoofs(chart, report.roofs->roofs, roof, lowX, highX);
    for (const auto& trail : trails)
        addTrail(chart, trail);
    return chart.toString("Roofline of " + report.run.device.name,
        fmt::format("{} kernels under the roofs measured {}", trails.size(),
            report.roofs->roofs.measuredAt));
}

std::string shareBars(const ReportData& report)
{
    if (!report.profile || !(report.profile->forwardMicroseconds > 0))
        return {};
    const double forward = report.profile->forwardMicroseconds;
    std::string rows;
    const auto add = [&](const std::string& name, double share, const char* style,
                         const std::string& note) {
        rows += fmt::format("<tr><td>{}</td><td class='n'>{}</td><td>{}</td><td>{}</td></tr>\n",
            escapeHtml(name), formatPercent(share), bar(share, style), escapeHtml(note));
    };
    for (const auto& kernel : report.kernels) {
        std::string note = kernel.target.reason;
        if (kernel.champion && kernel.keeps[*kernel.champion].row.keep.overEager)
            note = formatSpeedup(kernel.keeps[*kernel.champion].row.keep.overEager->value)
                + " over eager alone";
        add(kernel.target.target.key(), kernel.target.share, "bar", note);
    }
    double unmatched = 0;
    std::size_t shown = 0;
    for (const auto& op : report.profile->unmatched) {
        const double share = op.microsecondsPerForward / forward;
        if (shown++ < 5)
            add(op.op, share, "bar-rest", "no kernel type stands for it");
        else
            unmatched += share;
    }
    if (unmatched > 0)
        add(fmt::format("{} further ops", report.profile->unmatched.size() - 5), unmatched,
            "bar-rest", "");
    add("outside ops", report.profile->outsideOpsMicroseconds / forward, "bar-rest",
        "calls and allocation");
    return "<div class='scroll'><table><tr><th>op</th><th class='n'>share of one "
           "forward</th><th></th><th></th></tr>\n"
        + rows + "</table></div>\n";
}

std::string ladderTable(const std::vector<store::LadderRow>& ladder)
{
    double longest = 0;
    const store::LadderRow* best = nullptr;
    for (const auto& row : ladder) {
        if (!(row.medianMicroseconds > 0))
            continue;
        longest = std::max({longest, row.medianMicroseconds, row.highMicroseconds});
        if (row.record.samples.correct
            && (best == nullptr || row.medianMicroseconds < best->medianMicroseconds))
            best = &row;
    }
    std::string html = "<div class='scroll'><table><tr><th>contender</th><th class='n'>median</th>"
                       "<th class='n'>95 % interval of the median</th><th>0 to "
                       "slowest</th><th>answer</th></tr>\n";
    for (const auto& row : ladder) {
        const auto& samples = row.record.samples;
        html += fmt::format("<tr{}><td>{}{}</td><td class='n'>{}</td><td "
                            "class='n'>{}</td><td>{}</td><td>{}</td></tr>\n",
            &row == best ? " class='best'" : "", escapeHtml(samples.name),
            row.record.isOurs ? " <span class='good'>ours</span>" : "",
            formatMicroseconds(row.medianMicroseconds) + witnessRemark(samples),
            std::isfinite(row.lowMicroseconds) ? formatMicroseconds(row.lowMicroseconds) + " to "
                    + formatMicroseconds(row.highMicroseconds)
                                               : "",
            spread(row, longest),
            !samples.error.empty()
                ? "<span class='warn'>could not run: " + escapeHtml(samples.error) + "</span>"
                : samples.correct ? "within its error budget"
                                  : "<span class='bad'>wrong</span>");
    }
    return html + "</table></div>\n";
}

} // namespace autokernel::report
