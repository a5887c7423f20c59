// SPDX-License-Identifier: Apache-2.0
#include "report/call_times.h"

#include "plan/rungs.h"
#include "report/outcome.h"

namespace autokernel::report {
namespace {

double eagerOfLadder(const KernelReport& kernel)
{
    const auto* eager = findContender(kernel.ladder, plan::kEager);
    return eager ? eager->medianMicroseconds : 0;
}

} // namespace

double eagerBesideChampion(const KernelReport& kernel, const ReportData& report)
{
    if (kernel.champion) {
        const auto& keep = kernel.keeps[*kernel.champion];
        const auto& time = keep.row.experiment.candidateMicroseconds;
        if (time && keep.overEager() && keep.overEager()->value > 0)
            return *time * keep.overEager()->value;
    }
    if (const double eager = eagerOfLadder(kernel); eager > 0)
        return eager;
    for (const auto& point : report.progress)
        if (point.target == kernel.target.id && !point.isControl && point.overEager
            && point.candidateMicroseconds)
            return *point.candidateMicroseconds * point.overEager->value;
    return 0;
}

double ladderScale(const KernelReport& kernel, const ReportData& report)
{
    const double there = eagerOfLadder(kernel);
    const double here = eagerBesideChampion(kernel, report);
    return there > 0 && here > 0 ? here / there : 1;
}

} // namespace autokernel::report
