// SPDX-License-Identifier: Apache-2.0
#include "judge/pair.h"

#include "base/statistics.h"

#include <algorithm>
#include <cmath>

namespace autokernel::judge {

namespace {

bool isTime(double nanoseconds)
{
    return std::isfinite(nanoseconds) && nanoseconds > 0;
}

bool hasWitness(const protocol::Pair& pair)
{
    return isTime(pair.aWitnessNanoseconds) && isTime(pair.bWitnessNanoseconds);
}

double medianOrZero(const std::vector<double>& values)
{
    return values.empty() ? 0 : statistics::median(values);
}

// What a launch costs between two events beyond its kernel, the same for both sides. The smaller of
// the two, so that what one side hides there stays visible.
double launchGap(const protocol::PairBlock& block)
{
    std::vector<double> a;
    std::vector<double> b;
    for (const protocol::Pair& pair : block.pairs) {
        if (!whyDropped(pair).empty() || !hasWitness(pair))
            continue;
        a.push_back((pair.aNanoseconds - pair.aWitnessNanoseconds) / std::max(block.kernelsA, 1));
        b.push_back((pair.bNanoseconds - pair.bWitnessNanoseconds) / std::max(block.kernelsB, 1));
    }
    return std::max(0.0, std::min(medianOrZero(a), medianOrZero(b)));
}

// By how much the witness contradicts the clock, pair by pair, as log ratios around zero.
std::vector<double> contradictions(const protocol::PairBlock& block, int threads)
{
    const bool onGpu = block.clock == protocol::Clock::Events;
    const double gap = onGpu ? launchGap(block) : 0;
    const double gapsA = gap * std::max(block.kernelsA, 1);
    const double gapsB = gap * std::max(block.kernelsB, 1);
    std::vector<double> result;
    for (const protocol::Pair& pair : block.pairs) {
        if (!whyDropped(pair).empty() || !hasWitness(pair))
            continue;
        const double a = std::log((pair.aWitnessNanoseconds + gapsA) / pair.aNanoseconds);
        const double b = std::log((pair.bWitnessNanoseconds + gapsB) / pair.bNanoseconds);
        if (onGpu || threads <= 1) {
            result.push_back(b - a);
        } else {
            // What the hand-over itself costs shows in A too, and is not held against B.
            const double allowed = std::log(static_cast<double>(threads));
            result.push_back(std::max(0.0, b - std::max(allowed, a)));
        }
    }
    return result;
}

std::optional<protocol::ContenderFault> firstFault(std::span<const protocol::PairBlock> blocks,
    protocol::ContenderFault protocol::PairBlock::*side)
{
    for (const protocol::PairBlock& block : blocks)
        if ((block.*side).cause != protocol::FaultCause::None)
            return block.*side;
    return std::nullopt;
}

} // namespace

double PairSeries::droppedFraction() const
{
    return measured == 0 ? 0 : static_cast<double>(dropped) / static_cast<double>(measured);
}

std::string whyDropped(const protocol::Pair& pair)
{
    if (!pair.droppedBecause.empty())
        return pair.droppedBecause;
    if (!isTime(pair.aNanoseconds) || !isTime(pair.bNanoseconds))
        return "a time is not a positive number";
    return "";
}

PairSeries pairSeries(std::span<const protocol::PairBlock> blocks)
{
    const PairTimes times = timesOf(blocks);
    PairSeries series;
    for (const protocol::PairBlock& block : blocks)
        series.measured += block.pairs.size();
    series.dropped = series.measured - times.a.size();
    series.logRatios.reserve(times.a.size());
    for (std::size_t i = 0; i < times.a.size(); ++i)
        series.logRatios.push_back(std::log(times.a[i] / times.b[i]));
    series.aNanoseconds = medianOrZero(times.a);
    series.bNanoseconds = medianOrZero(times.b);
    return series;
}

PairTimes timesOf(std::span<const protocol::PairBlock> blocks)
{
    PairTimes times;
    for (const protocol::PairBlock& block : blocks) {
        for (const protocol::Pair& pair : block.pairs) {
            if (!whyDropped(pair).empty())
                continue;
            times.a.push_back(pair.aNanoseconds);
            times.b.push_back(pair.bNanoseconds);
        }
    }
    return times;
}

ClockComparison compareClocks(
    std::span<const protocol::PairBlock> blocks, int threads, const Thresholds& thresholds)
{
    std::vector<double> differences;
    for (const protocol::PairBlock& block : blocks) {
        const std::vector<double> some = contradictions(block, threads);
        differences.insert(differences.end(), some.begin(), some.end());
    }
    constexpr std::size_t kFewest = 10;
    if (differences.size() < kFewest)
        return {ClockAgreement::NoWitness, 0, "The second clock has no figures."};
    const auto trimmed = statistics::trimmedMean(differences, thresholds.trimFraction);
    const double difference = std::abs(trimmed.centre);
    const double error = trimmed.scale / std::sqrt(static_cast<double>(trimmed.count));
    ClockComparison result {ClockAgreement::Agree, difference, ""};
    if (difference > thresholds.clockDisagreement)
        result.agreement = difference - 3 * error > thresholds.clockDisagreement
            ? ClockAgreement::Disagree
            : ClockAgreement::Noisy;
    const bool onGpu = !blocks.empty() && blocks.front().clock == protocol::Clock::Events;
    result.sentence = fmt::format("{} differ by {:.1f} % (at most {:.0f} % is allowed).",
        onGpu ? "Events and CUPTI's kernel records" : "Wall clock and the process's CPU time",
        100 * difference, 100 * thresholds.clockDisagreement);
    return result;
}

std::optional<protocol::ContenderFault> incumbentFault(std::span<const protocol::PairBlock> blocks)
{
    return firstFault(blocks, &protocol::PairBlock::faultA);
}

std::optional<protocol::ContenderFault> candidateFault(std::span<const protocol::PairBlock> blocks)
{
    return firstFault(blocks, &protocol::PairBlock::faultB);
}

std::optional<protocol::ContenderFault> anyFault(const protocol::PairBlock& block)
{
    const auto fault = incumbentFault({&block, 1});
    return fault ? fault : candidateFault({&block, 1});
}

} // namespace autokernel::judge
