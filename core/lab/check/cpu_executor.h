// SPDX-License-Identifier: Apache-2.0
// Runs a compiled CPU candidate in the sealed runner, one process per load(). One thread.
#pragma once

#include "lab/check/executor.h"
#include "lab/compile/compile.h"
#include "runner/run_memory.h"
#include "runner/runner_process.h"

namespace autokernel::lab {

struct CpuExecutorOptions
{
    std::filesystem::path runnerProgram; // empty: beside this executable
    int threads = 1;
    std::vector<int> cpus; // affinity; empty: ours
};

// The buffers of a candidate at the given values, for checks and for timing alike. Rejected:
// prepare wants more memory than TRUST allows.
Result<runner::DataSetDescription> describeDataSet(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Variant& variant, kernel::Dtype dtype,
    const ExecutionSet& set, int threads);
// The same without a candidate: no workspaces, nothing packed (rungs).
Result<runner::DataSetDescription> describeDataSet(const kernel::KernelType& type,
    const kernel::Variant& variant, kernel::Dtype dtype, const ExecutionSet& set);

// Copies the sets' inputs into memory that was described by them.
void fillInputs(runner::RunMemory& memory, const std::vector<ExecutionSet>& sets);

// The runner's view of a compiled candidate.
Result<runner::CandidateBinary> binaryOf(const kernel::Candidate& candidate,
    const kernel::Variant& variant, const compile::CompiledCandidate& compiled);

Result<std::unique_ptr<Executor>> makeCpuExecutor(const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target,
    const compile::CompiledCandidate& compiled, const CpuExecutorOptions& options);

} // namespace autokernel::lab
