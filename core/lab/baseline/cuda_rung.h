// SPDX-License-Identifier: Apache-2.0
// Rungs on a GPU: functions of reference.py on CUDA tensors, run by LibTorch in this process on the
// device's stream. One thread.
#pragma once

#include "lab/bench/cuda_contender.h"

namespace autokernel::lab {

// Loads LibTorch's CUDA part. Before the first use of LibTorch in the process: it asks only once
// whether there is CUDA. NotFound: why there is none.
Result<void> loadTorchCuda();

// "eager" and those baselines of the type that its reference.py has for the variant.
std::vector<std::string> cudaRungNames(
    const kernel::KernelType& type, const kernel::Variant& variant);

// `memory` is filled as for every rung (contender.h). NotFound: an unknown rung.
Result<std::unique_ptr<Contender>> makeCudaRung(
    cuda::Device& device, const RungRequest& request, runner::RunMemory memory);

// The folder of the LibTorch that this process uses.
std::filesystem::path torchLibraryFolder();

} // namespace autokernel::lab
