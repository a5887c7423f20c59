// SPDX-License-Identifier: Apache-2.0
#include "report/roofline_chart.h"

#include "report/escape.h"
#include "report/format.h"
#include "report/html_style.h"
#include "report/short_names.h"
#include "report/svg_chart.h"
#include "roofline/nominal_roofs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace autokernel::report {
namespace {

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
    std::string name; // short
    std::string series; // the class that gives its colour
    double intensity = 0;
    struct Step
    {
        std::int64_t experiment = 0;
        double flopPerSecond = 0;
    };
    std::vector<Step> steps; // the standing keeps, oldest first
};

std::vector<Trail> trailsOf(const ReportData& report)
{
    std::vector<std::string> keys;
    for (const auto& kernel : report.kernels)
        keys.push_back(kernel.target.target.key());
    const auto names = shortNames(keys);
    std::vector<Trail> trails;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& kernel = report.kernels[i];
        if (kernel.flop <= 0 || kernel.bytes <= 0)
            continue;
        Trail trail {&kernel, names[i], fmt::format("series-{}", i % kSeriesColors + 1),
            kernel.flop / kernel.bytes, {}};
        for (const auto& keep : kernel.keeps)
            if (const auto us = keep.row.experiment.candidateMicroseconds;
                us && *us > 0 && keep.row.demotedBecause.empty())
                trail.steps.push_back({keep.row.experiment.number, kernel.flop / (*us * 1e-6)});
        if (!trail.steps.empty())
            trails.push_back(std::move(trail));
    }
    return trails;
}

void addRoofs(
    SvgChart& chart, const roofline::Roofs& roofs, const Roof& roof, double lowX, double highX)
{
    constexpr std::array kLevels {"L1", "L2", "L3", "DRAM"};
    for (const std::string_view level : kLevels)
        if (const double bandwidth = bandwidthOf(roofs, std::string(level)); bandwidth > 0)
            chart.line({{lowX, lowX * bandwidth},
                           {std::min(roof.peak / bandwidth, highX),
                               std::min(roof.peak, highX * bandwidth)}},
                level == "DRAM" ? "roof" : "roof-cache");
    // After all lines: a name hides what it crosses.
    for (const std::string_view level : kLevels)
        if (const double bandwidth = bandwidthOf(roofs, std::string(level)); bandwidth > 0) {
            const double at = lowX * 1.15; // right of and below its own line
            chart.text({at, at * bandwidth * 0.62},
                fmt::format("{} {}", level, formatRate(bandwidth, "B")),
                level == "DRAM" ? "label on-line dark" : "label on-line");
        }
    const double ridge = roof.peak / bandwidthOf(roofs, "DRAM");
    chart.line({{std::min(ridge, highX), roof.peak}, {highX, roof.peak}}, "roof");
    chart.text({highX, roof.peak * 1.25},
        fmt::format("{} peak {}", roof.dtype, formatRate(roof.peak, "FLOP")), "label dark", "end");
    chart.area(lowX, ridge, "zone-a");
    chart.area(ridge, highX, "zone-b");
}

using Nominal = std::optional<roofline::NominalRoofs>;

double nominalPeak(const Nominal& nominal, const std::string& dtype)
{
    const auto peaks = nominal ? nominal->peaksOf(dtype) : std::vector<roofline::NominalPeak>();
    return peaks.empty() ? 0 : peaks.front().flopPerSecond;
}

void addNominal(
    SvgChart& chart, const Nominal& nominal, const Roof& roof, double lowX, double highX)
{
    const double peak = nominalPeak(nominal, roof.dtype);
    if (peak <= 0)
        return;
    const double bandwidth = nominal->dramBytesPerSecond;
    const double ridge = std::min(peak / bandwidth, highX);
    chart.line({{lowX, lowX * bandwidth}, {ridge, ridge * bandwidth}}, "roof-nominal");
    if (ridge < highX)
        chart.line({{ridge, peak}, {highX, peak}}, "roof-nominal");
}

// What the dashed lines are, or why there are none.
std::string nominalNote(const Nominal& nominal, const std::string& dtype)
{
    std::string text = "Solid: roofs measured on this device. ";
    if (nominalPeak(nominal, dtype) <= 0)
        return "<p><small>" + text + "No data-sheet value is known for it.</small></p>\n";
    text += fmt::format("Dashed: DRAM {}", formatRate(nominal->dramBytesPerSecond, "B"));
    for (const auto& peak : nominal->peaksOf(dtype))
        text += fmt::format(", {} {}", peak.arithmetic, formatRate(peak.flopPerSecond, "FLOP"));
    return "<p><small>" + text + ", " + escapeHtml(nominal->source) + ".</small></p>\n";
}

void addTrail(SvgChart& chart, const Trail& trail)
{
    const auto& kernel = *trail.kernel;
    const std::string name = kernel.target.target.key();
    const auto styled
        = [&](const char* style) { return fmt::format("{} {}", style, trail.series); };
    const double last = trail.steps.back().flopPerSecond;
    chart.line({{trail.intensity, trail.steps.front().flopPerSecond}, {trail.intensity, last}},
        styled("trail"));
    for (std::size_t i = 0; i < trail.steps.size(); ++i) {
        const auto& step = trail.steps[i];
        const bool isLast = i + 1 == trail.steps.size();
        chart.mark({trail.intensity, step.flopPerSecond}, isLast || i > 0 ? Mark::Disc : Mark::Ring,
            styled(isLast    ? "best"
                    : i == 0 ? "first"
                             : "between"),
            fmt::format(
                "{}, keep #{}: {}", name, step.experiment, formatRate(step.flopPerSecond, "FLOP")),
            isLast || i == 0 ? 5 : 3);
    }
    for (const auto& row : kernel.ladder)
        if (!row.record.isOurs && row.medianMicroseconds > 0)
            chart.mark({trail.intensity, kernel.flop / (row.medianMicroseconds * 1e-6)},
                Mark::Square, styled("peer"),
                fmt::format("{} on {}: {}", row.record.samples.name, name,
                    formatMicroseconds(row.medianMicroseconds)),
                4);
    chart.name({trail.intensity, last}, trail.name, styled("label name"));
}

std::string legendOf(const std::vector<Trail>& trails)
{
    std::string html = "<div class='legend'>";
    const auto add = [&](Mark mark, const std::string& style, const std::string& what) {
        html += "<span>" + SvgChart::glyph(mark, style) + escapeHtml(what) + "</span>";
    };
    bool hasRungs = false;
    bool hasSteps = false;
    for (const auto& trail : trails) {
        const auto& kernel = *trail.kernel;
        const bool isKnown = kernel.point && kernel.point->fractionOfRoof > 0;
        add(Mark::Disc, "best " + trail.series,
            isKnown ? fmt::format("{}, {} of its roof", kernel.target.target.key(),
                formatPercent(kernel.point->fractionOfRoof))
                    : kernel.target.target.key());
        hasRungs = hasRungs
            || std::any_of(kernel.ladder.begin(), kernel.ladder.end(),
                [](const auto& row) { return !row.record.isOurs && row.medianMicroseconds > 0; });
        hasSteps = hasSteps || trail.steps.size() > 1;
    }
    html += "</div>\n<div class='legend'>";
    add(Mark::Disc, "best", "champion");
    if (hasSteps)
        add(Mark::Ring, "first", "first kept candidate");
    if (hasRungs)
        add(Mark::Square, "peer", "another way to compute it");
    return html + "</div>\n";
}

} // namespace

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
    const auto nominal = roofline::nominalRoofsOf(report.run.device.name, report.run.device.cores);
    double highY = std::max(roof.peak, nominalPeak(nominal, roof.dtype));
    for (const auto& trail : trails) {
        lowX = std::min(lowX, trail.intensity);
        highX = std::max(highX, trail.intensity);
        for (const auto& step : trail.steps) {
            lowY = std::min(lowY, step.flopPerSecond);
            highY = std::max(highY, step.flopPerSecond);
        }
    }
    lowX /= 3;
    highX *= 4;
    SvgChart chart({860, 400, 72, 30, 14, 44},
        {"arithmetic intensity, FLOP per byte (modelled from the kernel's definition)", lowX, highX,
            Scale::Logarithmic, ""},
        {"GFLOP/s", std::min(lowY, lowX * roof.bytesPerSecond) / 3 / 1e9, highY * 2.5 / 1e9,
            Scale::Logarithmic, ""});
    chart.scaleY(1e-9);
    addNominal(chart, nominal, roof, lowX, highX);
    addRoofs(chart, report.roofs->roofs, roof, lowX, highX);
    for (const auto& trail : trails)
        addTrail(chart, trail);
    return chart.toString("Roofline of " + report.run.device.name,
               fmt::format("{} kernels under the roofs measured {}", trails.size(),
                   report.roofs->roofs.measuredAt))
        + legendOf(trails) + nominalNote(nominal, roof.dtype);
}

} // namespace autokernel::report
