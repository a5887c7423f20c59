// SPDX-License-Identifier: Apache-2.0
// Measured ceilings of one GPU: memory bandwidth by kernels that copy, read and write more than L2
// holds, and fp32 by chains of fused multiply-adds. Matrix units are not measured. One thread.
#pragma once

#include "lab/device/cuda_device.h"
#include "roofline/roofs.h"

#include <string_view>

namespace autokernel::lab::cuda {

// CUDA C++ of the kernels that measureRoofs runs.
std::string_view roofSource();

// `cubin` is roofSource() compiled for the device. A few tens of milliseconds.
Result<roofline::Roofs> measureRoofs(Device& device, const std::string& cubin);

} // namespace autokernel::lab::cuda
