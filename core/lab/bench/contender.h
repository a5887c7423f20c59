// SPDX-License-Identifier: Apache-2.0
// Anything that is timed: a candidate in its sealed runner, or a rung of the ladder in a helper
// that speaks the same block protocol. Each has a process and an output memory of its own; inputs
// hold the same values for all contenders of a target. Objects belong to the thread that made them.
#pragma once

#include "base/result.h"
#include "kernel/kernel_type.h"
#include "runner/run_memory.h"
#include "runner/runner_process.h"

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace autokernel::lab {

// One block of calls: the clock's time, and the second witness's (protocol::Pair); 0: none.
struct BlockTiming
{
    double wallNanoseconds = 0;
    double witnessNanoseconds = 0;
    int kernelsPerCall = 0; // launches seen by the second witness of a GPU; 0: none
    // Of each data set, where they differ in size (passes.h) and wallNanoseconds is their mean.
    std::vector<double> setNanoseconds = {};
};

class Contender
{
public:
    virtual ~Contender() = default;
    virtual const std::string& name() const = 0;
    // `repeats` calls over the data sets firstSet, firstSet + step, ... modulo the set count. After
    // an error the contender is dead. Codes as in runner::BlockChannelHost::runBlock.
    virtual Result<BlockTiming> runBlock(
        int firstSet, int step, int repeats, std::chrono::nanoseconds deadline)
        = 0;
    virtual bool isAlive() = 0;
    // Overwrites all that a call could find of earlier ones: outputs and workspaces of every data
    // set, with a pattern that is no answer. Not timed; before each pass of calls (passes.h).
    virtual void overwriteResults() = 0;
    // Outputs of the last pass stay readable until this contender's next one, whatever runs before.
    virtual void keepOutputs() { }
    virtual std::span<const std::byte> output(int set, int index) = 0; // of the calls so far
    // RuntimeError or Rejected: inputs or guard bands were changed since the start.
    virtual Result<void> checkMemory() = 0;
};

// A CPU candidate in its sealed process.
class CandidateContender final : public Contender
{
public:
    // `core`: the first of the candidate's cores, where results are overwritten; -1: any.
    CandidateContender(std::string name, runner::RunMemory memory, runner::RunnerProcess process,
        std::size_t inputCount, int core);
    const std::string& name() const override { return m_name; }
    Result<BlockTiming> runBlock(
        int firstSet, int step, int repeats, std::chrono::nanoseconds deadline) override;
    bool isAlive() override { return m_process.host().isAlive(); }
    void overwriteResults() override;
    std::span<const std::byte> output(int set, int index) override;
    Result<void> checkMemory() override;

private:
    std::uint64_t hashInputs();

    std::string m_name;
    runner::RunMemory m_memory; // outlives the process
    runner::RunnerProcess m_process;
    std::size_t m_inputCount;
    std::uint64_t m_inputHash;
    int m_core;
};

// How lab/baseline gives the bench a rung by name ("eager", "vendor", "torch_compile", ...): starts
// the helper on `memory`, whose inputs are filled, and waits until it is ready (compiled, warm).
// `memory` and threads are the same as every other contender's of the target.
struct RungRequest
{
    std::string rung;
    kernel::KernelType type;
    kernel::Target target;
    int threads = 1;
    std::vector<int> cpus; // affinity; empty: ours
};
using RungFactory = std::function<Result<std::unique_ptr<Contender>>(
    const RungRequest&, runner::RunMemory memory)>;

} // namespace autokernel::lab
