// SPDX-License-Identifier: Apache-2.0
// How the results of a contender are overwritten between passes of calls (passes.h), the same for
// all that lie in a RunMemory. Where the next calls find them decides their time, so it is defined:
//   all results fit into half of the last-level cache: ordinary stores on the contender's first
//     core; they stay in its caches, where results of earlier calls would be;
//   else: stores past the caches, where results of earlier calls would not be any more. Ordinary
//     ones would leave a cache full of lines that the next calls pay to write back.
#pragma once

#include "runner/run_memory.h"

namespace autokernel::lab {

// Outputs and workspaces of all data sets. `core`: where the calling thread does it; -1: anywhere.
void overwriteResults(runner::RunMemory& memory, int core);

} // namespace autokernel::lab
