// SPDX-License-Identifier: Apache-2.0
#include "judge/controls.h"

#include "base/statistics.h"
#include "judge/pair.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace autokernel::judge {

namespace {

std::vector<ShapePairs> oneShape(std::span<const protocol::PairBlock> blocks)
{
    ShapePairs shape;
    shape.blocks.assign(blocks.begin(), blocks.end());
    return {shape};
}

SequenceState sequenceOf(
    std::span<const protocol::PairBlock> blocks, bool onGpu, const Thresholds& thresholds)
{
    const double clip = (onGpu ? thresholds.gpu : thresholds.cpu).clip;
    return confidenceSequence(combinedLogRatios(oneShape(blocks), clip),
        thresholds.alphaConfirmation, thresholds.trimFraction);
}

double spreadOfCentres(std::span<const protocol::PairBlock> blocks,
    const statistics::TrimmedMean& pooled, const Thresholds& thresholds)
{
    std::vector<double> centres;
    for (const protocol::PairBlock& block : blocks) {
        const PairSeries series = pairSeries({&block, 1});
        if (!series.logRatios.empty())
            centres.push_back(
                statistics::trimmedMean(series.logRatios, thresholds.trimFraction).centre);
    }
    if (centres.size() < 3)
        return pooled.scale / std::sqrt(static_cast<double>(pooled.count));
    return statistics::standardDeviation(centres);
}

// Half the 95 % interval of the mean. Fresh processes differ by more than the pairs within one
// show, so from three loads on their own spread counts: Student's t for loads - 1.
double errorOfBias(std::size_t loads, double spread, const statistics::TrimmedMean& pooled,
    const Thresholds& thresholds)
{
    constexpr std::array<double, 5> kStudent {4.30, 3.18, 2.78, 2.57, 2.45}; // 2 to 6 degrees
    const double ofPairs = 2 * pooled.scale / std::sqrt(static_cast<double>(pooled.count));
    if (loads < 3 || thresholds.version < 2)
        return ofPairs;
    const double factor = kStudent[std::min(loads - 3, kStudent.size() - 1)];
    return std::max(ofPairs, factor * spread / std::sqrt(static_cast<double>(loads)));
}

// Verdicts of the versions before were made without looking at what contenders did while timed.
bool looksForFaults(const Thresholds& thresholds)
{
    constexpr int kFirstVersion = 5;
    return thresholds.version >= kFirstVersion;
}

std::string sentenceOn(const protocol::ContenderFault& fault, std::string_view who)
{
    return fmt::format("{} {} while it was timed: {}.", who,
        fault.cause == protocol::FaultCause::BrokenRule ? "broke a rule" : "gave a wrong output",
        fault.text);
}

// Where both are of one code: what either did wrong.
std::optional<std::string> failureOf(std::span<const protocol::PairBlock> blocks,
    std::string_view incumbent, std::string_view copy, const Thresholds& thresholds)
{
    if (!looksForFaults(thresholds))
        return std::nullopt;
    if (const auto fault = candidateFault(blocks))
        return sentenceOn(*fault, copy);
    if (const auto fault = incumbentFault(blocks))
        return sentenceOn(*fault, incumbent);
    return std::nullopt;
}

AaControl judgeAaTimes(
    std::span<const protocol::PairBlock> blocks, bool onGpu, const Thresholds& thresholds)
{
    AaControl result;
    const PairSeries series = pairSeries(blocks);
    result.pairs = series.logRatios.size();
    if (series.logRatios.empty()) {
        result.sentence = "The A/A control gave no pairs.";
        return result;
    }
    const auto pooled = statistics::trimmedMean(series.logRatios, thresholds.trimFraction);
    result.bias = pooled.centre;
    result.pairScale = pooled.scale;
    result.noiseFloor = spreadOfCentres(blocks, pooled, thresholds);
    result.isTooNoisy = pooled.scale > thresholds.controlNoise
        || series.droppedFraction() > thresholds.droppedFraction;
    // Beyond the bound by more than its own error: a noisy machine is called noisy, not biased.
    const double error = errorOfBias(blocks.size(), result.noiseFloor, pooled, thresholds);
    result.ratio
        = {std::exp(result.bias), std::exp(result.bias - error), std::exp(result.bias + error)};
    result.isBiased = std::abs(result.bias) - error > thresholds.controlBias;
    // With the floor that candidates have to pass from here on.
    const GateSettings settings {Gate::Confirmation, onGpu,
        thresholds.version < 2 ? 0 : usableNoiseFloor(result, thresholds)};
    // The gate knows the pairs' spread only; one candidate meets two loads, each for itself.
    const bool isBeyondLoads = thresholds.version < 2 || std::abs(result.bias) > error;
    result.wouldKeep = isBeyondLoads
        && decideGate(oneShape(blocks), settings, thresholds).step == GateStep::Faster;
    result.sentence = fmt::format("A copy of the incumbent against itself: {:+.2f} % over {} "
                                  "pairs, noise floor {:.2f} %, one "
                                  "pair {:.1f} %: {}.",
        100 * std::expm1(result.bias), result.pairs, 100 * result.noiseFloor,
        100 * result.pairScale,
        result.isBiased         ? "biased, keeping stops"
            : result.wouldKeep  ? "it would have been kept, keeping stops"
            : result.isTooNoisy ? "the machine is busy, small gains cannot be told"
                                : "as it should be");
    return result;
}

} // namespace

double usableNoiseFloor(const AaControl& control, const Thresholds& thresholds)
{
    return std::min(control.noiseFloor, thresholds.controlNoise);
}

AaControl judgeAaControl(
    std::span<const protocol::PairBlock> blocks, bool onGpu, const Thresholds& thresholds)
{
    AaControl result = judgeAaTimes(blocks, onGpu, thresholds);
    if (const auto failure = failureOf(blocks, "The incumbent, against a copy of itself,",
            "A copy of the incumbent, against it,", thresholds)) {
        result.hasFailed = true;
        result.sentence = *failure + " Keeping stops.";
    }
    return result;
}

SlowControl judgeSlowControl(
    std::span<const protocol::PairBlock> blocks, bool onGpu, const Thresholds& thresholds)
{
    SlowControl result;
    result.sequence = sequenceOf(blocks, onGpu, thresholds);
    result.ratio = {std::exp(result.sequence.centre), std::exp(result.sequence.low()),
        std::exp(result.sequence.high())};
    result.isSeen = result.sequence.high() < 0;
    result.sentence = fmt::format("A copy with more work was {}: {:+.2f} % ({:+.2f} to {:+.2f} %).",
        result.isSeen ? "recognised as slower" : "not recognised as slower",
        100 * std::expm1(result.sequence.centre), 100 * std::expm1(result.sequence.low()),
        100 * std::expm1(result.sequence.high()));
    if (const auto failure = failureOf(blocks, "The incumbent, against a copy with more work,",
            "A copy with more work", thresholds)) {
        result.hasFailed = true;
        result.isSeen = false;
        result.sentence = *failure + " That it is slower was not recognised.";
    }
    return result;
}

Verdict verdictOf(const AaControl& control)
{
    if (control.allowsKeeping() && !control.isTooNoisy)
        return {VerdictKind::Reverted, "aa_unbiased", control.sentence};
    const char* rule = control.hasFailed ? "aa_failed"
        : control.pairs == 0             ? "aa_without_pairs"
        : control.allowsKeeping()        ? "aa_too_noisy"
                                         : "aa_biased";
    return {VerdictKind::Inconclusive, rule, control.sentence};
}

Verdict verdictOf(const SlowControl& control)
{
    return control.isSeen
        ? Verdict {VerdictKind::Reverted, "slow_control_seen", control.sentence}
        : Verdict {VerdictKind::Inconclusive, "slow_control_unseen", control.sentence};
}

ControlPairs slowControlPairs(double callNanoseconds, bool onGpu, const Thresholds& thresholds)
{
    constexpr double kOrdinaryBlockSeconds = 0.005; // TRUST 1.9
    const SequenceLimits& limits = onGpu ? thresholds.gpu : thresholds.cpu;
    ControlPairs pairs;
    pairs.blockSeconds
        = std::max(kOrdinaryBlockSeconds, callNanoseconds / 1e9 / thresholds.controlExtraWork);
    pairs.first = std::clamp(
        static_cast<int>(limits.maximumPairs * kOrdinaryBlockSeconds / pairs.blockSeconds),
        limits.firstLook, limits.request);
    pairs.maximum = limits.maximumPairs;
    return pairs;
}

Revalidation judgeRevalidation(
    std::span<const protocol::PairBlock> blocks, bool onGpu, const Thresholds& thresholds)
{
    Revalidation result;
    result.sequence = sequenceOf(blocks, onGpu, thresholds);
    if (const auto fault = candidateFault(blocks); fault && looksForFaults(thresholds)) {
        result.hasFailed = true;
        result.sentence = sentenceOn(*fault, "The champion, against the original,");
        return result;
    }
    if (const auto fault = incumbentFault(blocks); fault && looksForFaults(thresholds)) {
        result.voidBecause = "the original failed while it was timed: " + fault->text;
        result.sentence = "Nothing is known of the champion: " + result.voidBecause + ".";
        return result;
    }
    result.holds = result.sequence.low() > 0;
    // The sequence decides on clipped ratios; what is said are the pairs themselves.
    const auto ratios = pairSeries(blocks).logRatios;
    if (ratios.empty()) {
        result.sentence = "The champion against the original gave no pairs: doubtful.";
        return result;
    }
    const auto interval = statistics::medianInterval(ratios);
    result.sentence = fmt::format(
        "The champion against the original, the median of {} pairs of this later look: {:.3f} "
        "times as fast ({:.3f} to {:.3f}): {}.",
        ratios.size(), std::exp(statistics::median(ratios)), std::exp(interval.low),
        std::exp(interval.high),
        !result.holds          ? "doubtful"
            : interval.low > 0 ? "holds"
                               : "holds: the confidence sequence over all pairs, stalls clipped, "
                                 "excludes 1, which this interval of their median does not");
    return result;
}

Revalidation failedRevalidation(const Error& error)
{
    Revalidation result;
    result.hasFailed = true;
    result.sentence
        = "The champion, against the original, failed twice, in fresh processes: " + error.message;
    if (!result.sentence.ends_with('.'))
        result.sentence += '.';
    return result;
}

std::optional<Gain> revalidatedGain(
    std::span<const protocol::PairBlock> blocks, const Thresholds& thresholds)
{
    // No request of a gate has its size.
    const auto fixed = std::find_if(blocks.rbegin(), blocks.rend(), [&](const auto& block) {
        return block.pairs.size() == static_cast<std::size_t>(thresholds.printedPairs)
            && !(looksForFaults(thresholds) && anyFault(block));
    });
    if (fixed == blocks.rend())
        return std::nullopt;
    return printedGain(pairSeries({&*fixed, 1}).logRatios, fixed->seed, thresholds);
}

} // namespace autokernel::judge
