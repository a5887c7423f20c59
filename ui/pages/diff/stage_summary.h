// SPDX-License-Identifier: GPL-3.0-or-later
// The correctness stages of an experiment as lines to read: how each ended, how near the worst case
// came to its error budget, and where that was. Pure.
#pragma once

#include "protocol/measurement.h"

#include <QString>
#include <optional>
#include <span>
#include <vector>

namespace autokernel::ui {

enum class StageState
{
    Passed,
    Failed,
    Skipped,
    NotReached
};

struct StageSummary
{
    protocol::Stage stage = protocol::Stage::Smoke;
    StageState state = StageState::NotReached;
    int cases = 0;
    std::optional<double> worst; // error over its budget, maximum or RMS; nullopt: none applies
    QString remark; // beside the name: "0.80", which is `worst`, "skipped"
    QString detail; // the worst case, the failure, what was left out
};

// The five full stages always, smoke and sanitizer where they ran; in the order in which they run.
std::vector<StageSummary> summarise(std::span<const protocol::StageEvidence> evidence);
// How many of the five full stages passed.
int passedFullStages(const std::vector<StageSummary>& stages);

} // namespace autokernel::ui
