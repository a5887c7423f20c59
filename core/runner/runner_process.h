// SPDX-License-Identifier: Apache-2.0
// A CPU candidate in its sealed process, as the worker sees it: what it may map, and blocks of
// calls with their time. The candidate's process holds inputs (read-only) and outputs only;
// expected values, seeds and clocks stay here. One object a data group; belongs to one thread.
//
//   AK_ASSIGN(auto memory, RunMemory::create(sets));            // then fill memory.input(set, i)
//   AK_ASSIGN(auto runner, RunnerProcess::start(binary, memory, options));
//   AK_ASSIGN(auto block, runner.runBlock(0, 1, 5, 2s));         // then read memory.output(set, i)
//   AK_TRY(memory.checkGuards());
#pragma once

#include "base/result.h"
#include "runner/block_host.h"
#include "runner/run_memory.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace autokernel::runner {

struct CandidateBinary
{
    std::filesystem::path sharedObject;
    std::string entry;
    std::string prepareEntry; // empty: none
    std::vector<std::uint32_t>
        prepareInputs; // positions of the constant inputs that prepare may see
};

struct RunnerOptions
{
    std::filesystem::path program; // autokernel-runner; empty: beside this executable
    int threads = 1;
    std::vector<int> cpus; // affinity; empty: ours
    std::chrono::nanoseconds startTimeout = std::chrono::seconds(10);
    std::chrono::nanoseconds prepareTimeout = std::chrono::seconds(30);
};

class RunnerProcess
{
public:
    // Runs `prepare` first where the binary has one (in a process of its own that sees the constant
    // inputs only), then starts the process that runs blocks. `memory` must outlive the object.
    static Result<RunnerProcess> start(
        const CandidateBinary& binary, const RunMemory& memory, const RunnerOptions& options = {});

    // As BlockChannelHost::runBlock; Rejected ("C8: ...") too when the candidate goes on working
    // after its reply.
    Result<BlockResult> runBlock(std::uint32_t firstSet, std::uint32_t step, std::uint32_t repeats,
        std::chrono::nanoseconds deadline);
    // The end of a data group: compares the float environment of all threads and that nothing runs.
    Result<void> finish();
    std::int64_t prepareNanoseconds() const
    {
        return m_prepareNanoseconds;
    } // wall clock; 0 without
    BlockChannelHost& host() { return m_host; }

private:
    RunnerProcess(BlockChannelHost host, int threads);
    BlockChannelHost m_host;
    int m_threads = 1;
    int m_lateBlocks = 0; // in a row, whose CPU time ran on after the reply
    bool m_inspected = false;
    std::int64_t m_prepareNanoseconds = 0;
};

} // namespace autokernel::runner
