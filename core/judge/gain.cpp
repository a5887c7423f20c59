// SPDX-License-Identifier: Apache-2.0
#include "judge/gain.h"

#include "base/statistics.h"

#include <cmath>

namespace autokernel::judge {
namespace {

// Independent errors add in squares: that of the pairs, and that of the one load they are all of.
statistics::Interval withLoad(
    const statistics::Interval& ofPairs, double centre, const Thresholds& thresholds)
{
    constexpr int kFirstVersion = 3;
    if (thresholds.version < kFirstVersion)
        return ofPairs;
    const double ofLoad
        = statistics::normalQuantile(1 - thresholds.printedAlpha / 2) * thresholds.loadDeviation;
    return {centre - std::hypot(centre - ofPairs.low, ofLoad),
        centre + std::hypot(ofPairs.high - centre, ofLoad)};
}

} // namespace

std::optional<Gain> printedGain(
    std::span<const double> logRatios, std::uint64_t seed, const Thresholds& thresholds)
{
    const auto count = static_cast<std::size_t>(thresholds.printedPairs);
    if (logRatios.size() < count)
        return std::nullopt;
    const std::span<const double> block = logRatios.first(count);
    const double centre = statistics::trimmedMean(block, thresholds.trimFraction).centre;
    const auto ofPairs = statistics::bootstrapTrimmedMean(block, thresholds.trimFraction,
        thresholds.printedAlpha, thresholds.bootstrapResamples, seed);
    const auto interval = withLoad(ofPairs, centre, thresholds);
    return Gain {std::exp(centre), std::exp(interval.low), std::exp(interval.high), count};
}

std::optional<Gain> printedGain(
    std::span<const ShapePairs> shapes, std::uint64_t seed, const Thresholds& thresholds)
{
    return printedGain(combinedLogRatios(shapes), seed, thresholds);
}

} // namespace autokernel::judge
