// SPDX-License-Identifier: Apache-2.0
// Ladders of kernel types without a search: the starter, the shipped winner and every rung,
// measured in turn and stored. Engine thread.
#pragma once

#include "engine/engine.h"
#include "engine/storage_patience.h"

namespace autokernel::engine {

struct LadderPlan
{
    std::vector<kernel::Target> targets; // measured in this order
    double secondsPerTarget = 20;
    std::string device = "cpu";
    int threads = 0;
    std::uint64_t seed = 1;
    std::vector<std::filesystem::path> kernelRoots;
    std::optional<store::RunId> resume; // leaves out what that run has measured
    std::filesystem::path history;
    std::string commandLine;
    StorageWait waiting; // hears why the history or the device is waited for; may be empty
};

// Each type's scoring and small benchmark shape (with `full`: all) in fp32 and bf16; CUDA: fp16.
std::vector<kernel::Target> ladderTargets(
    const std::vector<kernel::KernelType>& types, bool full, bool onGpu);

struct LadderOutcome
{
    store::RunId run;
    int measured = 0;
    std::vector<std::string> leftOut; // target: why
};

// Called after a target's rows were stored.
using TargetMeasured
    = std::function<void(const kernel::Target&, const std::vector<protocol::ContenderSamples>&)>;

Result<LadderOutcome> runLadder(const LadderPlan& plan, WorkerLink& worker,
    const TargetMeasured& measured, std::stop_token stop);

} // namespace autokernel::engine
