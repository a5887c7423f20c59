// SPDX-License-Identifier: Apache-2.0
#include "plan/forecast.h"

#include <algorithm>
#include <cmath>

namespace autokernel::plan {

Forecast forecastModel(std::span<const TargetGain> gains, double forwardMicroseconds)
{
    if (forwardMicroseconds <= 0)
        return {};
    double saved = 0;
    double below = 0; // squared distances of the savings' bounds, added as independent errors
    double above = 0;
    for (const TargetGain& gain : gains) {
        const double time = gain.microsecondsPerForward;
        const double here = time * (1 - 1 / gain.speedup);
        saved += here;
        below += std::pow(here - time * (1 - 1 / gain.low), 2);
        above += std::pow(time * (1 - 1 / gain.high) - here, 2);
    }
    // More than the whole forward cannot be saved, whatever the profile's overlaps say.
    const auto speedup = [&](double savedMicroseconds) {
        constexpr double kLargestShare = 0.99;
        const double share = std::min(savedMicroseconds / forwardMicroseconds, kLargestShare);
        return 1 / (1 - share);
    };
    return {speedup(saved), speedup(saved - std::sqrt(below)), speedup(saved + std::sqrt(above))};
}

double forecastError(double forecastSpeedup, double measuredSpeedup)
{
    const double expected = forecastSpeedup - 1;
    const double off = measuredSpeedup - forecastSpeedup;
    if (expected == 0)
        return off == 0 ? 0 : std::copysign(INFINITY, off);
    return off / std::abs(expected);
}

} // namespace autokernel::plan
