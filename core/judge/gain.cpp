// SPDX-License-Identifier: Apache-2.0
#include "judge/gain.h"

#include "base/statistics.h"

#include <cmath>

namespace autokernel::judge {

std::optional<Gain> printedGain(
    std::span<const double> logRatios, std::uint64_t seed, const Thresholds& thresholds)
{
    const auto count = static_cast<std::size_t>(thresholds.printedPairs);
    if (logRatios.size() < count)
        return std::nullopt;
    const std::span<const double> block = logRatios.first(count);
    const double centre = statistics::trimmedMean(block, thresholds.trimFraction).centre;
    const statistics::Interval interval = statistics::bootstrapTrimmedMean(block,
        thresholds.trimFraction, thresholds.printedAlpha, thresholds.bootstrapResamples, seed);
    return Gain {std::exp(centre), std::exp(interval.low), std::exp(interval.high), count};
}

std::optional<Gain> printedGain(
    std::span<const ShapePairs> shapes, std::uint64_t seed, const Thresholds& thresholds)
{
    return printedGain(combinedLogRatios(shapes), seed, thresholds);
}

} // namespace autokernel::judge
