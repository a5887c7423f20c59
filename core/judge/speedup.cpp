// SPDX-License-Identifier: Apache-2.0
#include "judge/speedup.h"

#include "base/statistics.h"

#include <fmt/format.h>

#include <cmath>

namespace autokernel::judge {

SpeedupInterval medianSpeedup(std::span<const double> logRatios)
{
    const auto interval = statistics::medianInterval(logRatios);
    return {
        std::exp(statistics::median(logRatios)), std::exp(interval.low), std::exp(interval.high)};
}

std::string inWords(const SpeedupInterval& speedup)
{
    return fmt::format("{:.3f}x ({:.3f} to {:.3f})", speedup.value, speedup.low, speedup.high);
}

} // namespace autokernel::judge
