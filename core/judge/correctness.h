// SPDX-License-Identifier: Apache-2.0
// From the raw evidence of the correctness stages to pass or a verdict. Pure, any thread.
#pragma once

#include "judge/verdict.h"
#include "protocol/measurement.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace autokernel::judge {

struct CorrectnessResult
{
    std::optional<Verdict> failure; // nullopt: passed
    std::vector<std::string> notes; // "sanitizer skipped: ...", "rows were sampled in ..."
    bool passed() const { return !failure; }
};

// The stages before a keep: basics, shapes, stability, determinism, edges.
std::span<const protocol::Stage> fullStages();

// nullopt: the sanitizer's stage is there, run or skipped with a reason.
std::optional<Verdict> missingSanitizer(std::span<const protocol::StageEvidence> evidence);

// Every stage of `required` must be there, not skipped, with at least one case; each case of any
// stage must hold. Caught cheating outranks crashes, crashes outrank wrong values.
CorrectnessResult judgeCorrectness(
    std::span<const protocol::StageEvidence> evidence, std::span<const protocol::Stage> required);

} // namespace autokernel::judge
