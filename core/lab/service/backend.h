// SPDX-License-Identifier: Apache-2.0
// What a kind of device must be able to do for kernels: the seam between the worker's messages and
// the CPU, CUDA and later devices. Called on the worker's command thread.
#pragma once

#include "kernel/kernel_type.h"
#include "lab/check/checker.h"
#include "protocol/message.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace autokernel::lab {

using ProgressSink = std::function<void(const std::string& text, double fraction)>;

class Backend
{
public:
    virtual ~Backend() = default;
    virtual const protocol::DeviceInfo& device() const = 0;
    virtual Result<roofline::Roofs> measureRoofs(int threads, const ProgressSink& progress) = 0;
    virtual Result<protocol::CompileReply> compile(
        const protocol::CandidateRef& candidate, const kernel::Target& target)
        = 0;
    // Evidence of the asked stages, ending with the first failing one.
    virtual Result<std::vector<protocol::StageEvidence>> check(
        const protocol::CheckRequest& request)
        = 0;
    virtual Result<protocol::PairBlock> time(const protocol::TimeRequest& request) = 0;
    // The request's contenders and every rung of the type.
    virtual Result<std::vector<protocol::ContenderSamples>> ladder(
        const protocol::LadderRequest& request)
        = 0;
    // A kernel has broken the device for this process: it ends after the reply, and the next one
    // starts afresh.
    virtual bool isLost() const { return false; }
};

// Types outlive it.
std::unique_ptr<Backend> makeCpuBackend(
    const std::vector<kernel::KernelType>& types, InputCapture captureInputs);

} // namespace autokernel::lab
