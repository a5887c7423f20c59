// SPDX-License-Identifier: Apache-2.0
// Turning a profile, or one kernel of the command line, into the targets of a run. Engine thread.
#pragma once

#include "engine/run_context.h"

namespace autokernel::engine {

// Ranks the profile's sites and adds a TargetState for each group that has a starter on this
// device. Groups below `minimumShare` of the forward are left out: their whole removal would be
// noise.
Result<std::vector<plan::RankedTarget>> addModelTargets(
    RunContext& context, double minimumShare = 0.003);
Result<void> addKernelTarget(RunContext& context);

// How long a call of the original takes, measured with a generous deadline, for a target that no
// profile says it of: deadlines and blocks are sized by it. One that cannot be timed is a warning.
Result<void> measureOriginal(RunContext& context, TargetState& target);
// Roofs and floors of every target anew; this target's floor, in nanoseconds.
Result<double> remeasureFloor(RunContext& context, const TargetState& target);

// What an earlier session of this run found: incumbents, everything that was tried, and the alarms
// that still stand.
Result<void> restoreTargets(RunContext& context, const std::filesystem::path& historyFile);

} // namespace autokernel::engine
