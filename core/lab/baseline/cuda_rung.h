// SPDX-License-Identifier: Apache-2.0
// Rungs on a GPU: functions of reference.py on CUDA tensors, run by LibTorch in this process on the
// device's stream. LibTorch's CUDA part is loaded when it is first needed. One thread.
#pragma once

#include "lab/bench/cuda_contender.h"

namespace autokernel::lab {

// "eager" and those baselines of the type that its reference.py has for the variant.
std::vector<std::string> cudaRungNames(const kernel::KernelType& type, const kernel::Variant& variant);

// `memory` is filled as for every rung (contender.h). NotFound: an unknown rung, or a LibTorch
// without CUDA.
Result<std::unique_ptr<Contender>> makeCudaRung(
    cuda::Device& device, const RungRequest& request, runner::RunMemory memory);

// The folder of the LibTorch that this process uses.
std::filesystem::path torchLibraryFolder();

} // namespace autokernel::lab
