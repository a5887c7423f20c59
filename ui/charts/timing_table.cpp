// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timing_table.h"

#include "ui/figures.h"

#include <fmt/format.h>

#include <QCoreApplication>
#include <memory>

namespace autokernel::ui {
namespace {

QString timingText(const char* source)
{
    return QCoreApplication::translate("Timing", source);
}

QString medianOf(const TimingSeries& series)
{
    return timingText("%1 (%2 to %3)")
        .arg(microseconds(series.median), microseconds(series.interval.low),
            microseconds(series.interval.high));
}

QString ratioOf(double incumbent, double candidate)
{
    return candidate > 0 ? speedup(incumbent / candidate) : QString();
}

} // namespace

TwinContent tableOf(const TimingData& timing, const QString& incumbent, const QString& candidate)
{
    const auto shown = std::make_shared<const TimingData>(timing);
    const auto cell = [shown](int row, int column) -> QString {
        const auto& before = shown->incumbent;
        const auto& after = shown->candidate;
        if (row == 0)
            return column == 0 ? timingText("median")
                : column == 1  ? medianOf(before)
                : column == 2  ? medianOf(after)
                               : ratioOf(before.median, after.median);
        const auto pair = static_cast<std::size_t>(row - 1);
        return column == 0 ? QString::number(row)
            : column == 1  ? microseconds(before.microseconds[pair])
            : column == 2  ? microseconds(after.microseconds[pair])
                           : ratioOf(before.microseconds[pair], after.microseconds[pair]);
    };
    return {{timingText("pair"), incumbent, candidate, timingText("ratio")},
        1 + static_cast<int>(timing.candidate.microseconds.size()), cell, [](int) { return 0; }};
}

std::string csvOf(const TimingData& timing)
{
    std::string csv = "pair,incumbent_us,candidate_us\r\n";
    for (std::size_t i = 0; i < timing.candidate.microseconds.size(); ++i)
        csv += fmt::format("{},{},{}\r\n", i + 1, timing.incumbent.microseconds[i],
            timing.candidate.microseconds[i]);
    return csv;
}

} // namespace autokernel::ui
