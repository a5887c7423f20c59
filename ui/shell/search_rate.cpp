// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/search_rate.h"

#include <cmath>

namespace autokernel::ui {

std::optional<SearchRate> searchRate(const report::ReportData& report)
{
    constexpr double kHour = 3600;
    std::optional<double> end;
    double begin = 0;
    int experiments = 0;
    int kept = 0;
    for (auto point = report.progress.rbegin(); point != report.progress.rend(); ++point) {
        if (std::isnan(point->startedAt))
            continue;
        if (!end)
            end = point->startedAt + point->seconds;
        if (*end - point->startedAt > kHour)
            break;
        begin = point->startedAt;
        if (point->isControl)
            continue;
        ++experiments;
        kept += point->verdict == judge::VerdictKind::Kept ? 1 : 0;
    }
    if (experiments == 0 || *end <= begin)
        return std::nullopt;
    return SearchRate {
        experiments * kHour / (*end - begin), kept / static_cast<double>(experiments)};
}

} // namespace autokernel::ui
