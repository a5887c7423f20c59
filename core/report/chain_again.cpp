// SPDX-License-Identifier: Apache-2.0
#include "report/chain_again.h"

#include <algorithm>
#include <cmath>

namespace autokernel::report {
namespace {

store::SpeedupInterval scaled(const store::SpeedupInterval& interval, double factor)
{
    return {interval.value * factor, interval.low * factor, interval.high * factor};
}

// A point holds its ratio over what it was timed against and over eager: the quotient is the ratio
// that its incumbent had over eager at that time.
bool wasTimedAgainst(const ProgressPoint& point, const store::SpeedupInterval& chained)
{
    constexpr double kRounding = 1e-6;
    return point.overEager && point.overIncumbent && point.overIncumbent->value > 0
        && std::abs(point.overEager->value / (point.overIncumbent->value * chained.value) - 1)
        < kRounding;
}

// The first point that is not older than the experiment of this number.
auto pointFrom(auto& progress, std::int64_t number)
{
    return std::lower_bound(progress.begin(), progress.end(), number,
        [](const ProgressPoint& each, std::int64_t wanted) { return each.number < wanted; });
}

} // namespace

void chainAgain(ReportData& report)
{
    for (const auto& kernel : report.kernels)
        for (const auto& keep : kernel.keeps) {
            if (!keep.revalidated || !keep.row.keep.overEager)
                continue;
            const auto& chained = *keep.row.keep.overEager;
            const double factor = keep.revalidated->value / chained.value;
            auto point = pointFrom(report.progress, keep.row.experiment.number);
            for (; point != report.progress.end(); ++point) {
                if (point->target != kernel.target.id || point->isControl || !point->overEager)
                    continue;
                if (point->number == keep.row.experiment.number)
                    point->overEager = keep.revalidated;
                else if (wasTimedAgainst(*point, chained))
                    point->overEager = scaled(*point->overEager, factor);
            }
        }
}

void printAlike(store::ExperimentRow& row, const ReportData& report)
{
    const auto point = pointFrom(report.progress, row.number);
    if (row.run != report.run.summary.id || point == report.progress.end()
        || point->number != row.number)
        return;
    row.isDemoted = point->isDemoted;
    if (point->isControl)
        row.overIncumbent = point->overIncumbent;
    else
        row.overEager = point->overEager;
}

} // namespace autokernel::report
