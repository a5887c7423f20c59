// SPDX-License-Identifier: Apache-2.0
#include "judge/gain.h"

#include "base/statistics.h"
#include "judge/pair.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace autokernel::judge {
namespace {

// The log ratios that count, load by load.
std::vector<std::vector<double>> ratiosOfLoads(const protocol::PairBlock& block)
{
    const auto loads = static_cast<std::size_t>(std::max(block.loads, 1));
    const std::size_t share = block.pairs.size() / loads;
    std::vector<std::vector<double>> result;
    for (std::size_t load = 0; load < loads; ++load) {
        protocol::PairBlock part;
        const auto begin = block.pairs.begin() + static_cast<std::ptrdiff_t>(load * share);
        part.pairs.assign(begin, begin + static_cast<std::ptrdiff_t>(share));
        result.push_back(pairSeries({&part, 1}).logRatios);
    }
    return result;
}

// Without the highest and the lowest at least.
double centreOfLoad(const std::vector<double>& ratios, const Thresholds& thresholds)
{
    const double onePerSide = 1 / static_cast<double>(ratios.size());
    return statistics::trimmedMean(ratios, std::max(thresholds.trimFraction, onePerSide)).centre;
}

// Independent errors add in squares: that of the pairs, and that of the one load they are all of.
statistics::Interval withLoad(const statistics::Interval& ofPairs, double centre,
    const Thresholds& thresholds, const LoadDeviation& seen)
{
    constexpr int kFirstVersion = 3;
    if (thresholds.version < kFirstVersion)
        return ofPairs;
    const double probability = 1 - thresholds.printedAlpha / 2;
    double ofLoad = statistics::normalQuantile(probability) * thresholds.loadDeviation;
    if (seen.loads > 1)
        ofLoad = std::max(
            ofLoad, statistics::studentQuantile(probability, seen.loads - 1) * seen.logRatio);
    return {centre - std::hypot(centre - ofPairs.low, ofLoad),
        centre + std::hypot(ofPairs.high - centre, ofLoad)};
}

} // namespace

std::optional<Gain> printedGain(std::span<const double> logRatios, std::uint64_t seed,
    const Thresholds& thresholds, const LoadDeviation& seen)
{
    const auto count = static_cast<std::size_t>(thresholds.printedPairs);
    if (logRatios.size() < count)
        return std::nullopt;
    const std::span<const double> block = logRatios.first(count);
    const double centre = statistics::trimmedMean(block, thresholds.trimFraction).centre;
    const auto ofPairs = statistics::bootstrapTrimmedMean(block, thresholds.trimFraction,
        thresholds.printedAlpha, thresholds.bootstrapResamples, seed);
    const auto interval = withLoad(ofPairs, centre, thresholds, seen);
    return Gain {std::exp(centre), std::exp(interval.low), std::exp(interval.high), count};
}

std::optional<Gain> printedGain(
    std::span<const ShapePairs> shapes, std::uint64_t seed, const Thresholds& thresholds)
{
    return printedGain(combinedLogRatios(shapes), seed, thresholds);
}

std::optional<GainOverLoads> gainOverLoads(
    const protocol::PairBlock& block, const Thresholds& thresholds)
{
    std::vector<double> centres;
    std::size_t pairs = 0;
    for (const auto& ratios : ratiosOfLoads(block)) {
        if (ratios.size() < kFewestPairsOfALoad)
            continue;
        centres.push_back(centreOfLoad(ratios, thresholds));
        pairs += ratios.size();
    }
    const auto loads = static_cast<int>(centres.size());
    if (loads < kFewestLoads)
        return std::nullopt;
    const double centre = statistics::mean(centres);
    const double deviation = statistics::standardDeviation(centres);
    const double margin = statistics::studentQuantile(1 - thresholds.printedAlpha / 2, loads - 1)
        * deviation / std::sqrt(loads);
    return GainOverLoads {
        {std::exp(centre), std::exp(centre - margin), std::exp(centre + margin), pairs},
        {deviation, loads}};
}

std::optional<GainOverLoads> gainOfInputSet(
    const protocol::PairBlock& block, std::size_t set, const Thresholds& thresholds)
{
    const auto& times = block.inputSets.at(set);
    const std::size_t pairs = block.pairs.size();
    if (times.aNanoseconds.size() != pairs || times.bNanoseconds.size() != pairs)
        return std::nullopt;
    protocol::PairBlock ofSet;
    ofSet.loads = block.loads;
    ofSet.pairs = block.pairs;
    for (std::size_t i = 0; i < pairs; ++i) {
        ofSet.pairs[i].aNanoseconds = times.aNanoseconds[i];
        ofSet.pairs[i].bNanoseconds = times.bNanoseconds[i];
    }
    return gainOverLoads(ofSet, thresholds);
}

} // namespace autokernel::judge
