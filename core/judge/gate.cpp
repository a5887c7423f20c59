// SPDX-License-Identifier: Apache-2.0
#include "judge/gate.h"

#include "judge/pair.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace autokernel::judge {

namespace {

std::vector<double> clipped(std::vector<double> values, double clip)
{
    if (clip > 0)
        for (double& value : values)
            value = std::clamp(value, -clip, clip);
    return values;
}

double percent(double logRatio)
{
    return 100 * std::expm1(logRatio);
}

// A bound at the clip says nothing of the time itself: only that it lies beyond.
std::string describe(const SequenceState& sequence, double clip)
{
    constexpr double kRounding = 1e-9;
    const double bound = clip > 0 ? clip - kRounding : std::numeric_limits<double>::infinity();
    const bool isBelow = sequence.high() <= -bound;
    if (isBelow || sequence.low() >= bound)
        return fmt::format("{} {:+.1f} % over {} pairs", isBelow ? "below" : "above",
            percent(isBelow ? -clip : clip), sequence.pairs);
    return fmt::format("{:+.2f} % ({:+.2f} to {:+.2f} %) over {} pairs", percent(sequence.centre),
        percent(sequence.low()), percent(sequence.high()), sequence.pairs);
}

struct Dropped
{
    std::size_t measured = 0; // on the shape with the most pairs
    double fraction = 0; // over all shapes
};

Dropped countDropped(std::span<const ShapePairs> shapes)
{
    Dropped result;
    std::size_t all = 0;
    std::size_t dropped = 0;
    for (const ShapePairs& shape : shapes) {
        const PairSeries series = pairSeries(shape.blocks);
        result.measured = std::max(result.measured, series.measured);
        all += series.measured;
        dropped += series.dropped;
    }
    result.fraction = all == 0 ? 0 : static_cast<double>(dropped) / static_cast<double>(all);
    return result;
}

// Each required shape on its own: none may lose.
struct ShapeLosses
{
    std::vector<std::string> notExcluded;
    std::string sure; // a shape that loses beyond doubt
};

ShapeLosses shapeLosses(
    std::span<const ShapePairs> shapes, double alpha, double clip, const Thresholds& thresholds)
{
    ShapeLosses result;
    for (const ShapePairs& shape : shapes) {
        const SequenceState sequence = confidenceSequence(
            clipped(pairSeries(shape.blocks).logRatios, clip), alpha, thresholds.trimFraction);
        if (sequence.low() <= -thresholds.shapeLossExcluded)
            result.notExcluded.push_back(shape.target);
        if (sequence.high() < -thresholds.shapeLossExcluded)
            result.sure = shape.target;
    }
    return result;
}

struct Stop
{
    GateStep step = GateStep::Exhausted;
    std::string sentence;
};

int nextRequest(std::size_t pairs, const SequenceLimits& limits)
{
    const int wanted = pairs == 0 ? limits.firstRequest : limits.request;
    return std::min(wanted, limits.maximumPairs - static_cast<int>(pairs));
}

// A reason to stop that lies in the measurement, not in the candidate.
std::optional<Stop> stopForTheMachine(const Dropped& dropped, std::size_t pairs,
    const SequenceLimits& limits, const Thresholds& thresholds)
{
    const auto firstLook = static_cast<std::size_t>(limits.firstLook);
    if (dropped.measured >= 2 * firstLook && dropped.fraction > thresholds.droppedFraction)
        return Stop {GateStep::Exhausted,
            fmt::format("Unstable machine: {:.0f} % of {} pairs were dropped.",
                100 * dropped.fraction, dropped.measured)};
    if (dropped.measured >= 2 * static_cast<std::size_t>(limits.maximumPairs))
        return Stop {GateStep::Exhausted,
            fmt::format(
                "Only {} of {} rounds gave a pair on every shape.", pairs, dropped.measured)};
    return std::nullopt;
}

std::optional<Stop> stopForTheCandidate(const GateDecision& decision, const ShapeLosses& losses,
    double claim, const SequenceLimits& limits, const Thresholds& thresholds)
{
    const SequenceState& sequence = decision.sequence;
    if (!losses.sure.empty())
        return Stop {GateStep::Futile,
            fmt::format("Slower on {} by more than {:.0f} %.", losses.sure,
                100 * thresholds.shapeLossExcluded)};
    if (sequence.low() > 0 && sequence.centre > claim && losses.notExcluded.empty())
        return Stop {GateStep::Faster, "Faster: " + describe(sequence, limits.clip) + "."};
    if (sequence.high() < decision.minimumEffect)
        return Stop {GateStep::Futile,
            fmt::format("No gain of {:.1f} % in it: {}.", percent(decision.minimumEffect),
                describe(sequence, limits.clip))};
    if (sequence.pairs < static_cast<std::size_t>(limits.maximumPairs))
        return std::nullopt;
    if (losses.notExcluded.empty())
        return Stop {GateStep::Exhausted,
            fmt::format("Undecided at the cap: {}.", describe(sequence, limits.clip))};
    return Stop {GateStep::Exhausted,
        fmt::format("A loss is not excluded on {}: {} in all.", fmt::join(losses.notExcluded, "; "),
            describe(sequence, limits.clip))};
}

} // namespace

std::vector<double> combinedLogRatios(std::span<const ShapePairs> shapes, double clip)
{
    std::vector<std::vector<double>> series;
    double weights = 0;
    std::size_t rounds = shapes.empty() ? 0 : std::numeric_limits<std::size_t>::max();
    for (const ShapePairs& shape : shapes) {
        series.push_back(clipped(pairSeries(shape.blocks).logRatios, clip));
        rounds = std::min(rounds, series.back().size());
        weights += shape.weight;
    }
    std::vector<double> result(rounds, 0.0);
    for (std::size_t s = 0; s < series.size(); ++s)
        for (std::size_t i = 0; i < rounds; ++i)
            result[i] += shapes[s].weight / weights * series[s][i];
    return result;
}

double minimumEffect(double noiseFloor, const Thresholds& thresholds)
{
    return std::max(thresholds.minimumEffect, thresholds.noiseFloorMultiple * noiseFloor);
}

GateDecision decideGate(
    std::span<const ShapePairs> shapes, const GateSettings& settings, const Thresholds& thresholds)
{
    const SequenceLimits& limits = settings.onGpu ? thresholds.gpu : thresholds.cpu;
    const bool confirms = settings.gate == Gate::Confirmation;
    const double alpha = confirms ? thresholds.alphaConfirmation : thresholds.alphaFirst;
    const std::vector<double> ratios = combinedLogRatios(shapes, limits.clip);
    const Dropped dropped = countDropped(shapes);

    GateDecision decision;
    decision.sequence = confidenceSequence(ratios, alpha, thresholds.trimFraction);
    decision.minimumEffect = minimumEffect(settings.noiseFloor, thresholds);
    decision.droppedFraction = dropped.fraction;
    auto stop = stopForTheMachine(dropped, ratios.size(), limits, thresholds);
    if (!stop && ratios.size() >= static_cast<std::size_t>(limits.firstLook)) {
        ShapeLosses losses;
        if (confirms)
            losses = shapeLosses(shapes, alpha, limits.clip, thresholds);
        const double claim = std::max(thresholds.minimumClaim, settings.noiseFloor);
        stop = stopForTheCandidate(decision, losses, claim, limits, thresholds);
        decision.losingShapes = std::move(losses.notExcluded);
    }
    if (stop) {
        decision.step = stop->step;
        decision.sentence = std::move(stop->sentence);
        return decision;
    }
    decision.morePairs = nextRequest(ratios.size(), limits);
    decision.sentence = ratios.empty()
        ? "Nothing measured yet."
        : "Undecided: " + describe(decision.sequence, limits.clip) + ".";
    return decision;
}

} // namespace autokernel::judge
