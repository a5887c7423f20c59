// SPDX-License-Identifier: Apache-2.0
#include "plan/forecast.h"

#include <algorithm>

namespace autokernel::plan {

double forecastModel(std::span<const TargetGain> gains, double forwardMicroseconds)
{
    if (forwardMicroseconds <= 0)
        return 1;
    double saved = 0;
    for (const TargetGain& gain : gains)
        saved += gain.microsecondsPerForward * (1 - 1 / gain.speedup);
    // More than the whole forward cannot be saved, whatever the profile's overlaps say.
    constexpr double kLargestShare = 0.99;
    return 1 / (1 - std::min(saved / forwardMicroseconds, kLargestShare));
}

} // namespace autokernel::plan
