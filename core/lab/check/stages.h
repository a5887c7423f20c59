// SPDX-License-Identifier: Apache-2.0
// What each correctness stage of TRUST 2.2 runs. Each uses one process of the candidate,
// determinism two. One thread.
#pragma once

#include "lab/check/stage_run.h"

namespace autokernel::lab {

Result<protocol::StageEvidence> runSmoke(CheckContext& context);
Result<protocol::StageEvidence> runBasics(CheckContext& context);
Result<protocol::StageEvidence> runShapeSweep(CheckContext& context);
Result<protocol::StageEvidence> runStability(CheckContext& context);
Result<protocol::StageEvidence> runDeterminism(CheckContext& context);
Result<protocol::StageEvidence> runEdges(CheckContext& context);

} // namespace autokernel::lab
