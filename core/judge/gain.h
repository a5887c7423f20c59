// SPDX-License-Identifier: Apache-2.0
// The gain that is printed: from a fixed block of pairs that no stop rule looked at, because
// estimates that stopped a rule run high. Its interval is that of the pairs, by a bootstrap,
// widened by what two loads of one binary differ in. A whole model is loaded several times instead.
// Pure; the bootstrap is seeded.
#pragma once

#include "judge/gate.h"
#include "judge/thresholds.h"
#include "protocol/measurement.h"

#include <cstdint>
#include <optional>
#include <span>

namespace autokernel::judge {

struct Gain
{
    double speedup = 1; // time of A over time of B
    double low = 1; // two-sided 1 - printedAlpha interval
    double high = 1;
    std::size_t pairs = 0;
};

// What loads of one contender differ in, as so many of them have shown.
struct LoadDeviation
{
    double logRatio = 0; // sd of that of one load; its pairs' own noise is in it
    int loads = 0; // 0: none were compared
};

// Of one series of log ratios. nullopt for fewer than printedPairs values; later ones are not used.
// `seen` widens its interval where it says more than thresholds.loadDeviation: by Student's
// quantile, since an sd of three to five loads is itself uncertain.
std::optional<Gain> printedGain(std::span<const double> logRatios, std::uint64_t seed,
    const Thresholds& thresholds = {}, const LoadDeviation& seen = {});

// Of the shapes' weighted mean, pair round by pair round.
std::optional<Gain> printedGain(
    std::span<const ShapePairs> shapes, std::uint64_t seed, const Thresholds& thresholds = {});

// Of a whole model, timed in several loads (PairBlock::loads). Where a process puts a model's
// weights changes its time, steadily, by 4 to 8 % between two loads of one model on a machine of
// two cores: pairs of one load cannot show it. So each load is one value, the trimmed mean of its
// pairs, and the interval is Student's of these values. At least one pair goes at each end, however
// few there are: a stall of 50 % in one of six would move the load by 7 %. Not the median: where
// the second of a pair is the faster one, A B B A gives two groups of ratios; of six pairs a stall
// in one of them moves the median by half of what lies between the groups, the mean of the middle
// four by a quarter. nullopt: fewer than kFewestLoads have kFewestPairsOfALoad pairs that count.
inline constexpr int kFewestLoads = 3;
inline constexpr std::size_t kFewestPairsOfALoad = 3;
struct GainOverLoads
{
    Gain gain;
    LoadDeviation deviation;
};
std::optional<GainOverLoads> gainOverLoads(
    const protocol::PairBlock& block, const Thresholds& thresholds = {});
// Of one of PairBlock::inputSets alone: a mean may hide a set that became slower. nullopt where a
// damaged history has no time of it for every pair, too.
std::optional<GainOverLoads> gainOfInputSet(
    const protocol::PairBlock& block, std::size_t set, const Thresholds& thresholds = {});

} // namespace autokernel::judge
