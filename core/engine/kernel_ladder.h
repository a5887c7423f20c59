// SPDX-License-Identifier: Apache-2.0
// Every rung of the one kernel of a run without a model, timed beside the run's winner at its end.
// The engine's thread.
#pragma once

#include "engine/run_context.h"

namespace autokernel::engine {

// What a run keeps free for it at its end.
Seconds kernelLadderReserve(Seconds budget);
// Stores the rungs and tells of them. Errors: the worker's; Cancelled.
Result<void> measureKernelLadder(RunContext& context);

} // namespace autokernel::engine
