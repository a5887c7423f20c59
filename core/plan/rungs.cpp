// SPDX-License-Identifier: Apache-2.0
#include "plan/rungs.h"

#include "base/statistics.h"

namespace autokernel::plan {
namespace {

const protocol::Rung* strongest(
    const protocol::ModelLadder& ladder, bool (*isEligible)(std::string_view))
{
    const protocol::Rung* best = nullptr;
    double bestMedian = 0;
    for (const auto& rung : ladder.rungs) {
        const auto& samples = rung.samples;
        if (!samples.error.empty() || samples.nanoseconds.empty() || !samples.correct
            || !isEligible(rung.name))
            continue;
        const double median = statistics::median(samples.nanoseconds);
        if (best == nullptr || median < bestMedian) {
            best = &rung;
            bestMedian = median;
        }
    }
    return best;
}

} // namespace

bool isVendorRung(std::string_view name)
{
    return name == "torchscript_frozen";
}

const protocol::Rung* strongestFreeRung(const protocol::ModelLadder& ladder)
{
    return strongest(ladder, [](std::string_view name) { return name != "eager"; });
}

const protocol::Rung* strongestVendorRung(const protocol::ModelLadder& ladder)
{
    return strongest(ladder, isVendorRung);
}

} // namespace autokernel::plan
