// SPDX-License-Identifier: Apache-2.0
// Starts one process by exec with exactly the descriptors, environment and processors named. The
// child dies with the thread that made it. Unlike base/process it has no pipes: contenders speak
// shared memory.
#pragma once

#include "base/result.h"

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

namespace autokernel::runner {

struct SpawnRequest
{
    std::vector<std::string> arguments; // [0] is the program's path
    std::vector<std::string> environment; // NAME=value; nothing else
    std::vector<std::pair<int, int>>
        inherit; // {our descriptor, its number in the child, 3 or more}
    int standardError = -1; // -1: /dev/null
    std::vector<int> cpus; // affinity; empty: ours
};

// The caller reaps the process.
Result<pid_t> spawnProcess(const SpawnRequest& request);

} // namespace autokernel::runner
