// SPDX-License-Identifier: Apache-2.0
// The sanitizer stage on a CPU: the candidate built with address and undefined-behaviour checks,
// run on its smallest shapes by a child of its own (a sanitizer cannot live in the sealed one). The
// child reads system libraries and its own files, writes none, starts no process or program and
// reaches no other one; where the kernel cannot keep it from files (no Landlock), the stage is
// skipped. Its CPU time counts against the candidate; the wall clock, and a kill from outside, do
// not. One thread.
#pragma once

#include "base/process.h"
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
    std::chrono::seconds cpuTime {20}; // more is a finding
    std::chrono::milliseconds wallClock {60'000}; // more is the machine's fault
};

struct SanitizerReport
{
    std::string skipped; // why it did not run: no sanitizer in the toolchain, ...
    std::string finding; // first line of the sanitizer's report; empty: none
};
// The child's end as a report: a finding only where a sanitizer, a signal that a program brings
// upon itself or a missing end of the calls says so, never because the machine could not run it.
SanitizerReport reportOf(const ProcessOutput& output);

Result<SanitizerReport> runSanitized(const SanitizerRun& run);

} // namespace autokernel::lab
