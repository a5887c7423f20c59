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

    // As BlockChannelHost::runBlock, and rule C8: work that goes on after the reply gains nothing.
    //   Charged   what a thread uses after the reply beyond its own tail is added to the block's
    //             wall time (of the thread with most of it), and no block is shorter than the CPU
    //             time of one of its threads: a reply that comes early makes no block shorter. Own
    //             tails are measured on empty blocks before the kernel first ran: about 0.01 ms.
    //   Rejected  ("C8: ...") when the process goes on for 100 ms of CPU time, or is late in half
    //             of sixteen blocks in a row: more than 0.3 ms, and 0.15 ms a thread. An honest
    //             one uses a few hundredths of a millisecond, on a busy machine too, since waiting
    //             for a processor is not CPU time.
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
    Result<void> measureOwnTails();
    std::int64_t chargedNanoseconds(const BlockResult& block) const;
    Result<void> judgeTail(std::int64_t tailNanoseconds);

    BlockChannelHost m_host;
    int m_threads = 1;
    std::vector<std::int64_t> m_ownTails; // nanoseconds of CPU time, as BlockResult::threads
    std::int64_t m_ownTail = 0; // of the process
    std::uint16_t m_lateBlocks = 0; // a bit for each of the last sixteen, set when it was late
    bool m_inspected = false;
    std::int64_t m_prepareNanoseconds = 0;
};

} // namespace autokernel::runner
