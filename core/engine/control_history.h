// SPDX-License-Identifier: Apache-2.0
// What the controls of a run's earlier sessions left behind. Engine thread.
#pragma once

#include "engine/run_context.h"
#include "store/history_reader.h"

namespace autokernel::engine {

// Gives each target of the run its noise floor, and the alarms that its last controls raised, back:
// where those stopped keeping, nothing is kept until a control passes. Closes what no last control
// says.
Result<void> restoreControls(RunContext& context, const store::HistoryReader& reader);

} // namespace autokernel::engine
