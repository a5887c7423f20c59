// SPDX-License-Identifier: Apache-2.0
// The sanitizer stage on a CPU: the candidate built with address and undefined-behaviour checks,
// run on its smallest shapes by a plain child (a sanitizer cannot live in the sealed one). One
// thread.
#pragma once

#include "kernel/candidate.h"
#include "lab/check/case_store.h"
#include "lab/check/executor.h"
#include "protocol/measurement.h"

#include <chrono>
#include <filesystem>
#include <vector>

namespace autokernel::lab {

struct SanitizerRun
{
    const kernel::Candidate* candidate = nullptr;
    const kernel::KernelType* type = nullptr;
    kernel::Target target;
    std::vector<ExecutionSet> sets;
    int threads = 1;
    std::filesystem::path binaryCache; // empty: the default of lab/compile
    std::filesystem::path
        runnerProgram; // its sandbox role confines the child; empty: beside this executable
    std::chrono::milliseconds deadline {20'000};
};

struct SanitizerReport
{
    std::string skipped; // why it did not run: no sanitizer in the toolchain, ...
    std::string finding; // first line of the sanitizer's report; empty: none
};
Result<SanitizerReport> runSanitized(const SanitizerRun& run);

} // namespace autokernel::lab
