// SPDX-License-Identifier: Apache-2.0
#include "report/alarm_sentence.h"

#include "report/format.h"

#include <fmt/format.h>

namespace autokernel::report {
namespace {

const KeepReport* keepOf(const ReportData& report, store::ExperimentId id)
{
    for (const auto& kernel : report.kernels)
        for (const auto& keep : kernel.keeps)
            if (keep.row.experiment.id == id)
                return &keep;
    return nullptr;
}

} // namespace

std::string alarmSentence(const ReportData& report, const store::StoredAlarm& stored)
{
    const auto& said = stored.alarm.sentence;
    if (stored.alarm.signal != "gain_over_vendor")
        return said;
    const auto* keep = keepOf(report, stored.experiment);
    if (keep == nullptr || !keep->vendorOverEager || !keep->overEager())
        return said;
    const double vendor = *keep->vendorOverEager;
    return fmt::format("{} over the vendor's kernel as printed, {} in the pairs of its first gate; "
                       "the vendor's is {} as fast as eager. {}",
        formatSpeedup(keep->overEager()->value / vendor),
        formatSpeedup(keep->overEagerInGate / vendor), formatSpeedup(vendor), said);
}

} // namespace autokernel::report
