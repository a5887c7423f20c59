// SPDX-License-Identifier: Apache-2.0
// The program that calls a sanitized candidate: its source text, compiled on the user's machine by
// the same compiler as the candidate, and the file of calls that it reads.
#pragma once

#include "kernel/candidate.h"
#include "lab/check/executor.h"

#include <string>
#include <string_view>
#include <vector>

namespace autokernel::lab {

extern const std::string_view
    kSanitizerDriverSource; // arguments: library, entry, prepare or "-", file
extern const std::string_view kSanitizerDriverDone; // what it prints after the last call

// All sets of one run, little-endian 64-bit words and raw input bytes, as the driver reads them.
Result<std::string> sanitizerCalls(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target,
    const std::vector<ExecutionSet>& sets, int threads);

} // namespace autokernel::lab
