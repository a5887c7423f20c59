// SPDX-License-Identifier: Apache-2.0
#include "judge/confidence_sequence.h"

#include "base/statistics.h"

#include <cmath>
#include <limits>

namespace autokernel::judge {

double mixtureParameter(double alpha)
{
    constexpr double kNarrowestAt = 30; // pairs
    const double a = -2 * std::log(alpha);
    return (a + std::log(a + 1)) / kNarrowestAt;
}

SequenceState confidenceSequence(
    std::span<const double> logRatios, double alpha, double trimFraction)
{
    SequenceState state;
    state.pairs = logRatios.size();
    state.halfWidth = std::numeric_limits<double>::infinity();
    if (logRatios.empty())
        return state;
    const statistics::TrimmedMean trimmed = statistics::trimmedMean(logRatios, trimFraction);
    state.centre = trimmed.centre;
    state.scale = trimmed.scale;
    if (logRatios.size() < 2)
        return state;
    const auto n = static_cast<double>(logRatios.size());
    const double q = mixtureParameter(alpha);
    state.halfWidth = state.scale
        * std::sqrt(2 * (n * q + 1) / (n * n * q) * std::log(std::sqrt(n * q + 1) / alpha));
    return state;
}

} // namespace autokernel::judge
