// SPDX-License-Identifier: Apache-2.0
// Runs a compiled CUDA candidate in this process, one module per load(). After an illegal address
// or an endless loop the device is lost (cuda::Device::isLost), and so is every later call. One
// thread.
#pragma once

#include "lab/check/cuda_kernel.h"

namespace autokernel::lab {

// Device and candidate outlive the executor.
std::unique_ptr<Executor> makeCudaExecutor(cuda::Device& device, const kernel::Candidate& candidate,
    const kernel::KernelType& type, const kernel::Target& target, std::string cubin);

} // namespace autokernel::lab
