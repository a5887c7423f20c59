// SPDX-License-Identifier: Apache-2.0
#include "judge/correctness.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace autokernel::judge {

namespace {

using protocol::CheckCase;
using protocol::Failure;
using protocol::Stage;
using protocol::StageEvidence;

std::string where(const CheckCase& c)
{
    std::string text
        = fmt::format("stage {}, {} at {} {}", toString(c.stage), c.name, c.symbols, c.dtype);
    if (!c.output.empty())
        text += ", output " + c.output;
    return text;
}

Verdict verdictOf(VerdictKind kind, std::string rule, const CheckCase& c, std::string_view what)
{
    return {kind, std::move(rule), fmt::format("{} ({}).", what, where(c))};
}

std::optional<Verdict> caughtCheating(const CheckCase& c)
{
    if (!c.rule.empty())
        return verdictOf(VerdictKind::Rejected, c.rule, c,
            fmt::format("Broke rule {}{}", c.rule, c.crash.empty() ? "" : ": " + c.crash));
    if (!c.guardsIntact)
        return verdictOf(VerdictKind::Rejected, "C9", c, "Wrote outside its outputs");
    if (!c.inputsIntact)
        return verdictOf(VerdictKind::Rejected, "C9", c, "Changed its inputs");
    return std::nullopt;
}

std::optional<Verdict> crashed(const CheckCase& c)
{
    switch (c.failure) {
    case Failure::None:
        if (c.crash.empty())
            return std::nullopt;
        break;
    case Failure::TimedOut:
        return verdictOf(VerdictKind::TimedOut, "timed_out", c, "Did not end in time");
    case Failure::OutOfMemory:
        return verdictOf(VerdictKind::OutOfMemory, "out_of_memory", c, "Ran out of memory");
    case Failure::BrokeRule:
        return verdictOf(VerdictKind::Rejected, "C4", c, "Forbidden system call: " + c.crash);
    case Failure::Crashed:
        break;
    }
    return verdictOf(VerdictKind::RuntimeError, "crashed", c, "Crashed: " + c.crash);
}

// The position, for a person and for mutators; expected values are never told.
std::string firstBad(const CheckCase& c)
{
    return c.firstBadIndex < 0 ? "" : fmt::format(", first at element {}", c.firstBadIndex);
}

std::optional<Verdict> wrongValues(const CheckCase& c)
{
    const auto incorrect = [&](std::string rule, const std::string& what) {
        return verdictOf(VerdictKind::Incorrect, std::move(rule), c, what + firstBad(c));
    };
    if (!c.allWritten)
        return incorrect("unwritten", "Left parts of an output unwritten, or read them");
    if (!c.nanPositionsMatch)
        return incorrect("nan_positions", "NaN or infinity in the wrong place");
    if (!c.bitExact)
        return incorrect("bit_exact", "Not equal bit for bit where it must be");
    const char* budget = c.widenedBudget ? "the budget of ill-conditioned rows" : "its budget";
    if (c.worstMaxRatio > 1)
        return incorrect("error_budget",
            fmt::format("Largest error is {:#.3g} times {}", c.worstMaxRatio, budget));
    if (c.worstRmsRatio > 1)
        return incorrect(
            "error_budget", fmt::format("RMS error is {:#.3g} times {}", c.worstRmsRatio, budget));
    return std::nullopt;
}

template <typename Rule>
std::optional<Verdict> firstFailure(std::span<const StageEvidence> evidence, const Rule& rule)
{
    for (const StageEvidence& stage : evidence)
        for (const CheckCase& c : stage.cases)
            if (auto verdict = rule(c))
                return verdict;
    return std::nullopt;
}

std::optional<Verdict> missingStage(
    std::span<const StageEvidence> evidence, std::span<const Stage> required)
{
    for (const Stage stage : required) {
        const auto found
            = std::find_if(evidence.begin(), evidence.end(), [&](const StageEvidence& e) {
                  return e.stage == stage && e.skipped.empty() && !e.cases.empty();
              });
        if (found == evidence.end())
            return Verdict {VerdictKind::Inconclusive, "missing_evidence",
                fmt::format("There is no evidence of the {} stage.", toString(stage))};
    }
    return std::nullopt;
}

std::vector<std::string> notesOn(std::span<const StageEvidence> evidence)
{
    std::vector<std::string> notes;
    for (const StageEvidence& stage : evidence) {
        if (!stage.skipped.empty())
            notes.push_back(fmt::format("{} skipped: {}", toString(stage.stage), stage.skipped));
        const auto sampled = std::count_if(
            stage.cases.begin(), stage.cases.end(), [](const CheckCase& c) { return c.sampled; });
        if (sampled > 0)
            notes.push_back(fmt::format(
                "rows were sampled in {} cases of the {} stage", sampled, toString(stage.stage)));
        int widened = 0;
        double worst = 0;
        for (const CheckCase& c : stage.cases)
            if (c.widenedBudget) {
                ++widened;
                worst = std::max(worst, c.plainBudgetRatio);
            }
        if (widened > 0)
            notes.push_back(
                fmt::format("the budget of ill-conditioned rows decided {} cases of the "
                            "{} stage, up to {:.3g} times the plain one",
                    widened, toString(stage.stage), worst));
        if (!stage.leftOut.empty())
            notes.push_back(fmt::format("left out of the {} stage, as they would test nothing: {}",
                toString(stage.stage), fmt::join(stage.leftOut, ", ")));
    }
    return notes;
}

} // namespace

std::span<const Stage> fullStages()
{
    static constexpr std::array kStages {
        Stage::Basics, Stage::ShapeSweep, Stage::Stability, Stage::Determinism, Stage::Edges};
    return kStages;
}

std::optional<Verdict> missingSanitizer(std::span<const StageEvidence> evidence)
{
    const bool isThere
        = std::any_of(evidence.begin(), evidence.end(), [](const StageEvidence& stage) {
              return stage.stage == Stage::Sanitizer
                  && (!stage.skipped.empty() || !stage.cases.empty());
          });
    if (isThere)
        return std::nullopt;
    return Verdict {VerdictKind::Inconclusive, "missing_evidence",
        "Nothing says whether the sanitizer ran, or why it did not."};
}

CorrectnessResult judgeCorrectness(
    std::span<const StageEvidence> evidence, std::span<const Stage> required)
{
    CorrectnessResult result;
    result.notes = notesOn(evidence);
    result.failure = firstFailure(evidence, caughtCheating);
    if (!result.failure)
        result.failure = firstFailure(evidence, crashed);
    if (!result.failure)
        result.failure = firstFailure(evidence, wrongValues);
    if (!result.failure)
        result.failure = missingStage(evidence, required);
    return result;
}

} // namespace autokernel::judge
