// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/chart_tables.h"

#include "ui/charts/roofline_data.h"

#include "report/escape.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace autokernel::ui {
namespace {

// The shortest text that reads back as the same double; empty where there is none.
std::string number(std::optional<double> value)
{
    return value && std::isfinite(*value) ? fmt::format("{}", *value) : "";
}

struct RooflineRow
{
    std::string kind;
    std::string name;
    std::string kernel;
    std::string experiment;
    std::optional<double> intensity;
    std::optional<double> microseconds;
    std::optional<double> flopPerSecond;
    std::optional<double> bytesPerSecond;
};

std::string lineOf(const RooflineRow& row)
{
    return fmt::format("{},{},{},{},{},{},{},{}\r\n", row.kind, report::csvField(row.name),
        report::csvField(row.kernel), row.experiment, number(row.intensity),
        number(row.microseconds), number(row.flopPerSecond), number(row.bytesPerSecond));
}

std::string roofLines(const roofline::Roofs& roofs, const std::string& dtype)
{
    std::string lines;
    for (const auto& roof : roofs.compute)
        if (roof.dtype == dtype)
            lines += lineOf({"compute_roof",
                fmt::format("{} {}, {} threads", roof.dtype, roof.isa, roof.threads), "", "", {},
                {}, roof.flopPerSecond.best, {}});
    for (const auto& roof : roofs.bandwidth)
        lines += lineOf({"bandwidth_roof",
            fmt::format("{} {}, {} threads", roof.level, roof.kind, roof.threads), "", "", {}, {},
            {}, roof.bytesPerSecond.best});
    return lines;
}

std::string trailLines(const RooflineTrail& trail)
{
    const auto row = [&](const char* kind, const std::string& name, double microseconds,
                         const std::string& experiment) {
        return lineOf({kind, name, trail.kernel.toStdString(), experiment, trail.intensity(),
            microseconds, trail.flopPerSecond(microseconds), trail.bytes / (microseconds * 1e-6)});
    };
    std::string lines;
    for (const auto& candidate : trail.candidates)
        lines += row(candidate.verdict == VerdictClass::Kept ? "keep" : "attempt",
            candidate.idea ? *candidate.idea : std::string(), candidate.microseconds,
            fmt::format("{}", candidate.number));
    if (trail.eagerMicroseconds > 0)
        lines += row("rung", "eager", trail.eagerMicroseconds, "");
    for (const auto& rung : trail.rungs)
        lines += row("rung", rung.id, rung.microseconds, "");
    return lines;
}

} // namespace

std::string modelCsv(const report::ReportData& report)
{
    std::string csv
        = "experiments_before,measured,baseline,speedup_over_baseline,speedup_over_baseline_low,"
          "speedup_over_baseline_high,forecast_speedup_over_baseline,baseline_us,contender_us,"
          "verified,measured_at_utc\r\n";
    for (const auto& row : report.endToEnd) {
        const auto& record = row.record;
        csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\r\n", row.experimentsBefore,
            toString(record.kind), report::csvField(record.baseline),
            number(record.overBaseline.value), number(record.overBaseline.low),
            number(record.overBaseline.high), number(record.forecast),
            number(record.baselineMicroseconds), number(record.contenderMicroseconds),
            record.verified, row.measuredAt);
    }
    return csv;
}

std::string rooflineCsv(const report::ReportData& report, const std::string& dtype)
{
    std::string csv = "kind,name,kernel,experiment,arithmetic_intensity_flop_per_byte,time_us,"
                      "performance_flop_per_s,bandwidth_byte_per_s\r\n";
    if (report.roofs)
        csv += roofLines(report.roofs->roofs, dtype);
    for (const auto& trail : rooflineOf(report, QString::fromStdString(dtype)).trails)
        csv += trailLines(trail);
    return csv;
}

} // namespace autokernel::ui
