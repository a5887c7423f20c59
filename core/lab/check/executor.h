// SPDX-License-Identifier: Apache-2.0
// Where a compiled candidate runs for the checks: the seam between what is checked, which is the
// same everywhere, and the device. The CPU's implementation is a sealed process. One thread.
#pragma once

#include "kernel/candidate.h"
#include "lab/check/host_tensor.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace autokernel::lab {

enum class BufferPlacement
{
    StartAtGuard, // the first byte follows an inaccessible page
    EndAtGuard, // an inaccessible page follows the last byte
};

// One group of buffers: a call's inputs, outputs and workspaces.
struct ExecutionSet
{
    std::shared_ptr<const std::vector<HostTensor>> inputs;
    kernel::Symbols symbols;
    std::vector<double> scalars; // in the spec's order
    BufferPlacement placement = BufferPlacement::StartAtGuard;
    int leadElements = 0; // bases shifted by so many elements (StartAtGuard)
};

// One loaded candidate with its sets. Its process (or module) is its own and fresh.
class Execution
{
public:
    virtual ~Execution() = default;
    // Fills outputs and workspaces of a set with a NaN pattern; two patterns exist.
    virtual void poison(int set, bool otherPattern) = 0;
    // One call. Errors: RuntimeError, TimedOut, OutOfMemory; Rejected with the rule's id in front
    // of the message ("C12: ..."). After an error the execution is dead.
    virtual Result<void> call(int set, std::chrono::nanoseconds deadline) = 0;
    virtual std::span<const std::byte> output(int set, int index) = 0; // after call()
    // After the last call. Rejected: a band beside a buffer was changed ("C9: ..."), or the
    // candidate left the floating-point environment or its threads otherwise than it found them.
    virtual Result<void> finish() = 0;
    // Since they were last given.
    virtual bool inputsIntact(int set) = 0;
    // Writes other values of the same sizes over a set's inputs, at the same addresses. What
    // prepare packed stays: its inputs must not differ.
    virtual Result<void> replaceInputs(
        int set, std::shared_ptr<const std::vector<HostTensor>> inputs)
        = 0;
};

class Executor
{
public:
    virtual ~Executor() = default;
    // `team`: threads of a CPU kernel; 0: as many as the executor was made for.
    virtual Result<std::unique_ptr<Execution>> load(const std::vector<ExecutionSet>& sets, int team)
        = 0;
};

} // namespace autokernel::lab
