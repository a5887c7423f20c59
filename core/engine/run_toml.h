// SPDX-License-Identifier: Apache-2.0
// A run's configuration written down: as the file that loadRunToml reads, and as the command line
// that starts the same run. Values that are the defaults are left out. Pure, any thread.
#pragma once

#include "engine/run_config.h"

namespace autokernel::engine {

std::string runToml(const RunConfig& config);
// "autokernel-cli run --example gpt2 --for 8h", quoted for a POSIX shell.
std::string runCommand(const RunConfig& config);

std::string formatDuration(std::chrono::seconds duration); // "1h30m", as parseDuration reads it
std::string formatInput(const protocol::InputSpec& input); // "int:1,128", as parseInput reads it

} // namespace autokernel::engine
