// SPDX-License-Identifier: Apache-2.0
// The user's own test of the optimised model: a shell command that ends well or not. Any thread.
#pragma once

#include "engine/run_clock.h"

#include <map>
#include <stop_token>
#include <string>

namespace autokernel::engine {

struct UserTestResult
{
    int exitCode = 1; // 1 also where it gave none
    std::string sentence; // "ended with exit code 3", "was killed: it took longer than 60 s"
    bool passed() const { return exitCode == 0; }
};

// Of its output only the last line is kept, where it failed. A stop or the limit kills it and what it started.
UserTestResult runUserTest(const std::string& command,
    const std::map<std::string, std::string>& environment, Seconds limit, std::stop_token stop);

} // namespace autokernel::engine
