// SPDX-License-Identifier: Apache-2.0
#include "plan/rungs.h"

#include "base/statistics.h"

#include <cmath>
#include <limits>
#include <vector>

namespace autokernel::plan {
namespace {

const protocol::Rung* strongest(
    const protocol::ModelLadder& ladder, bool (*isEligible)(std::string_view))
{
    std::vector<RungTime> times;
    for (const auto& rung : ladder.rungs) {
        const auto& samples = rung.samples;
        const bool ran = samples.error.empty() && !samples.nanoseconds.empty();
        times.push_back({ran ? statistics::median(samples.nanoseconds)
                             : std::numeric_limits<double>::quiet_NaN(),
            isEligible(rung.name), samples.correct});
    }
    const auto best = strongestRung(times);
    return best ? &ladder.rungs[*best] : nullptr;
}

} // namespace

bool isVendorRung(std::string_view name)
{
    return name == "torchscript_frozen";
}

std::optional<std::size_t> strongestRung(std::span<const RungTime> rungs)
{
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < rungs.size(); ++i) {
        const auto& rung = rungs[i];
        if (rung.isEligible && rung.isCorrect && std::isfinite(rung.median) && rung.median > 0
            && (!best || rung.median < rungs[*best].median))
            best = i;
    }
    return best;
}

const protocol::Rung* strongestFreeRung(const protocol::ModelLadder& ladder)
{
    return strongest(ladder, [](std::string_view) { return true; });
}

const protocol::Rung* strongestVendorRung(const protocol::ModelLadder& ladder)
{
    return strongest(ladder, isVendorRung);
}

} // namespace autokernel::plan
