// SPDX-License-Identifier: Apache-2.0
#include "judge/keep_rule.h"

#include "base/statistics.h"
#include "judge/pair.h"
#include "judge/physical_floor.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace autokernel::judge {

namespace {

using Ruling = std::optional<Verdict>; // nullopt: this rule does not decide

Verdict verdictOn(const protocol::ContenderFault& fault, const std::string& target)
{
    if (fault.cause == protocol::FaultCause::BrokenRule)
        return {VerdictKind::Rejected, "timed_memory",
            fmt::format("It broke a rule while it was timed on {}: {}.", target, fault.text)};
    return {VerdictKind::Incorrect, "timed_output",
        fmt::format("An output made while it was timed was wrong on {}: {}.", target, fault.text)};
}

// What the candidate did counts first; an incumbent's fault says nothing about the candidate, but
// nothing can be compared with it.
Ruling ruleOnTimedOutputs(const Evidence& evidence)
{
    Ruling ofIncumbent;
    for (const auto* gate :
        {&evidence.first, &evidence.confirmation, &evidence.again, &evidence.printed}) {
        for (const ShapePairs& shape : *gate) {
            if (const auto fault = candidateFault(shape.blocks))
                return verdictOn(*fault, shape.target);
            const auto fault = incumbentFault(shape.blocks);
            if (fault && !ofIncumbent)
                ofIncumbent = Verdict {VerdictKind::Inconclusive, std::string(kIncumbentFailed),
                    fmt::format("The comparison is void: the incumbent failed while it was timed "
                                "on {}: {}.",
                        shape.target, fault->text)};
        }
    }
    return ofIncumbent;
}

Ruling ruleOnAlarms(const std::vector<Alarm>& alarms, bool rejectOnly)
{
    for (const Alarm& alarm : alarms) {
        if (alarm.action == AlarmAction::Reject && rejectOnly)
            return Verdict {VerdictKind::Rejected, alarm.signal, alarm.sentence};
        if (alarm.action != AlarmAction::Note && !rejectOnly)
            return Verdict {VerdictKind::Inconclusive, alarm.signal, alarm.sentence};
    }
    return std::nullopt;
}

// Verdicts of the versions before looked for alarms in fewer of the blocks.
bool looksAtEveryBlock(const Thresholds& thresholds)
{
    constexpr int kFirstVersion = 4;
    return thresholds.version >= kFirstVersion;
}

std::vector<const std::vector<ShapePairs>*> blocksUnderTheFloor(
    const Evidence& evidence, const Thresholds& thresholds)
{
    if (!looksAtEveryBlock(thresholds))
        return {&evidence.first, &evidence.confirmation};
    return {&evidence.first, &evidence.confirmation, &evidence.again, &evidence.printed};
}

std::vector<Alarm> floorAlarms(const Evidence& evidence, const Thresholds& thresholds)
{
    std::vector<Alarm> alarms;
    for (const auto* gate : blocksUnderTheFloor(evidence, thresholds)) {
        for (const ShapePairs& shape : *gate) {
            const auto floor = evidence.floorNanoseconds.find(shape.target);
            const PairSeries series = pairSeries(shape.blocks);
            if (floor == evidence.floorNanoseconds.end() || series.logRatios.empty())
                continue;
            const FloorComparison comparison = compareWithFloor(
                series.bNanoseconds, floor->second, evidence.roofsRemeasured, thresholds);
            if (comparison.state != FloorState::Suspicious
                && comparison.state != FloorState::Impossible)
                continue;
            alarms.push_back({"below_floor",
                comparison.state == FloorState::Impossible ? AlarmAction::Reject
                                                           : AlarmAction::Quarantine,
                comparison.timeOverFloor, thresholds.floorNotKeepable,
                shape.target + ": " + comparison.sentence});
        }
    }
    return alarms;
}

// Of few pairs on a busy machine the times of one contender fall apart by chance: two groups mean
// something only where the incumbent's times lie closer together than the groups do.
bool isCalm(const std::vector<ShapePairs>& shapes)
{
    constexpr double kSpread = 1.2;
    std::vector<double> times;
    for (const ShapePairs& shape : shapes)
        std::ranges::move(timesOf(shape.blocks).a, std::back_inserter(times));
    return !times.empty()
        && statistics::quantile(times, 0.9) < kSpread * statistics::quantile(times, 0.1);
}

std::vector<Alarm> printedAlarms(const Evidence& evidence, const Thresholds& thresholds)
{
    auto alarms = timingAlarms(evidence.printed, evidence.threads, thresholds);
    if (!isCalm(evidence.printed))
        std::erase_if(alarms, [](const Alarm& alarm) { return alarm.signal == "bimodal_times"; });
    return alarms;
}

bool isConfirmedAgain(const Evidence& evidence, const Thresholds& thresholds)
{
    return !evidence.again.empty()
        && decideGate(evidence.again, {Gate::Confirmation, evidence.onGpu, evidence.noiseFloor},
               thresholds)
               .step
        == GateStep::Faster;
}

std::vector<Alarm> allAlarms(const Evidence& evidence, const Thresholds& thresholds)
{
    std::vector<Alarm> alarms = floorAlarms(evidence, thresholds);
    const auto add = [&](std::vector<Alarm> more) {
        alarms.insert(alarms.end(), std::make_move_iterator(more.begin()),
            std::make_move_iterator(more.end()));
    };
    add(timingAlarms(evidence.first, evidence.threads, thresholds));
    add(timingAlarms(evidence.confirmation, evidence.threads, thresholds));
    add(timingAlarms(evidence.again, evidence.threads, thresholds));
    if (looksAtEveryBlock(thresholds))
        add(printedAlarms(evidence, thresholds));
    add(instructionAlarms(evidence.unusualInstructions));
    add(correctnessAlarms(evidence.stages));
    KeepContext context = evidence.context;
    context.confirmedTwice = context.confirmedTwice || isConfirmedAgain(evidence, thresholds);
    add(keepAlarms(context, thresholds));
    return alarms;
}

Ruling ruleOnGate(const GateDecision& decision, Gate gate)
{
    const bool confirms = gate == Gate::Confirmation;
    const std::string prefix = confirms ? "confirmation_" : "";
    switch (decision.step) {
    case GateStep::Faster:
        return std::nullopt;
    case GateStep::Futile:
        return Verdict {VerdictKind::Reverted, prefix + "futile", decision.sentence};
    case GateStep::Exhausted:
        return Verdict {VerdictKind::Inconclusive, prefix + "exhausted", decision.sentence};
    case GateStep::Continue:
        break;
    }
    return Verdict {VerdictKind::Inconclusive, confirms ? "unconfirmed" : "unfinished",
        (confirms ? "Confirmation did not end: " : "Timing did not end: ") + decision.sentence};
}

Ruling ruleOnRequiredShapes(const Evidence& evidence)
{
    for (const std::string& required : evidence.requiredShapes) {
        const auto found = std::find_if(evidence.confirmation.begin(), evidence.confirmation.end(),
            [&](const ShapePairs& shape) { return shape.target == required; });
        if (found == evidence.confirmation.end())
            return Verdict {VerdictKind::Inconclusive, "missing_shape",
                fmt::format("The required shape {} was not timed.", required)};
    }
    return std::nullopt;
}

// A keep without a printed gain would have to show the gate's own median, which runs high because
// it stopped the gate. Verdicts of version 1 did so, and are judged again as they were.
Ruling ruleOnPrintedGain(
    const Judgement& judgement, const Evidence& evidence, const Thresholds& thresholds)
{
    constexpr int kFirstVersion = 2;
    if (judgement.gain || thresholds.version < kFirstVersion)
        return std::nullopt;
    return Verdict {VerdictKind::Inconclusive, "printed_incomplete",
        fmt::format("Only {} of the {} pairs behind a printed gain counted.",
            combinedLogRatios(evidence.printed).size(), thresholds.printedPairs)};
}

// Verdicts of the versions before were made without asking on a GPU.
Ruling ruleOnSanitizer(const Evidence& evidence, const Thresholds& thresholds)
{
    constexpr int kFirstVersion = 3;
    return thresholds.version < kFirstVersion ? std::nullopt : missingSanitizer(evidence.stages);
}

Verdict kept(const Judgement& judgement, const CorrectnessResult& correctness)
{
    const SequenceState& sequence = judgement.confirmation->sequence;
    std::string sentence = judgement.gain
        ? fmt::format(
            "{:.3f} times as fast as the incumbent ({:.3f} to {:.3f}, {} pairs), confirmed "
            "in fresh processes over {} pairs.",
            judgement.gain->speedup, judgement.gain->low, judgement.gain->high,
            judgement.gain->pairs, sequence.pairs)
        : "Confirmed in fresh processes. " + judgement.confirmation->sentence;
    if (judgement.gain && judgement.gain->low <= 1)
        sentence
            += fmt::format(" The interval of what is printed includes 1: the {} pairs that decided "
                           "gave {:+.1f} % ({:+.1f} to {:+.1f} %).",
                sequence.pairs, 100 * std::expm1(sequence.centre), 100 * std::expm1(sequence.low()),
                100 * std::expm1(sequence.high()));
    for (const std::string& note : correctness.notes)
        sentence += " Note: " + note + ".";
    return {VerdictKind::Kept, "confirmed", std::move(sentence)};
}

} // namespace

Judgement judge(const Evidence& evidence, const Thresholds& thresholds)
{
    Judgement judgement;
    judgement.alarms = allAlarms(evidence, thresholds);
    judgement.gain = printedGain(evidence.printed, evidence.seed, thresholds);
    const auto decided = [&](Ruling ruling) {
        if (ruling)
            judgement.verdict = std::move(*ruling);
        return ruling.has_value();
    };

    if (decided(judgeCorrectness(evidence.stages, {}).failure)
        || decided(ruleOnTimedOutputs(evidence)) || decided(ruleOnAlarms(judgement.alarms, true)))
        return judgement;

    judgement.first = decideGate(
        evidence.first, {Gate::First, evidence.onGpu, evidence.noiseFloor}, thresholds);
    if (decided(ruleOnGate(*judgement.first, Gate::First)))
        return judgement;
    const CorrectnessResult correctness = judgeCorrectness(evidence.stages, fullStages());
    if (decided(correctness.failure) || decided(ruleOnSanitizer(evidence, thresholds)))
        return judgement;

    judgement.confirmation = decideGate(evidence.confirmation,
        {Gate::Confirmation, evidence.onGpu, evidence.noiseFloor}, thresholds);
    if (decided(ruleOnGate(*judgement.confirmation, Gate::Confirmation))
        || decided(ruleOnRequiredShapes(evidence))
        || decided(ruleOnAlarms(judgement.alarms, false)))
        return judgement;
    if (!evidence.keepingStopped.empty()) {
        judgement.verdict = {VerdictKind::Inconclusive, std::string(kKeepingStopped),
            "A control stopped keeping: " + evidence.keepingStopped};
        return judgement;
    }
    if (decided(ruleOnPrintedGain(judgement, evidence, thresholds)))
        return judgement;
    judgement.verdict = kept(judgement, correctness);
    return judgement;
}

} // namespace autokernel::judge
