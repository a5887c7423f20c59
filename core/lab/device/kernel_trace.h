// SPDX-License-Identifier: Apache-2.0
// The second clock of a GPU (TRUST 1.4): when each kernel started and ended, as CUPTI's activity
// records say it. Recording slows launches down, so a trace is made of a run of its own, never of
// one that the events time. CUPTI is global in a process: one object at a time, used on the
// device's thread.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace autokernel::lab::cuda {

// The GPU's own clock, in nanoseconds.
struct KernelSpan
{
    std::uint64_t start = 0;
    std::uint64_t end = 0;
};

class KernelTrace
{
public:
    // Unsupported, with the reason in words: no CUPTI in this process, another version than the
    // one whose records we read, or another profiler holds it. After cuInit.
    static Result<std::unique_ptr<KernelTrace>> open();
    ~KernelTrace();
    KernelTrace(const KernelTrace&) = delete;
    KernelTrace& operator=(const KernelTrace&) = delete;

    // The kernels that ran while `work` did, in order of their start. `work` returns after the GPU
    // has ended all of it. An error of `work` is passed on; RuntimeError where records were lost.
    Result<std::vector<KernelSpan>> record(const std::function<Result<void>()>& work);

private:
    struct Functions;
    explicit KernelTrace(std::unique_ptr<Functions> functions);
    Result<void> collect();

    std::unique_ptr<Functions> m_functions;
};

// One of several equal calls that ran one after the other.
struct CallOfTrace
{
    // The mean time in which a kernel of the call ran. Gaps between a call's own kernels are left
    // out: the recording itself lengthens them.
    double busyNanoseconds = 0;
    int kernels = 0; // launches a call
};

// All zero where the kernels do not divide into that many equal calls.
CallOfTrace callOfTrace(const std::vector<KernelSpan>& spans, int calls);

} // namespace autokernel::lab::cuda
