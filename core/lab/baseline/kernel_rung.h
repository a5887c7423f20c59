// SPDX-License-Identifier: Apache-2.0
// PyTorch's ways of one kernel target, as contenders. One thread.
#pragma once

#include "kernel/kernel_type.h"
#include "lab/bench/contender.h"

#include <string>
#include <vector>

namespace autokernel::lab {

// "eager", the type's own baselines ("vendor", ...), "torchscript", "torch_compile", and
// "torch_compile_frozen" where the variant has weights. Says nothing about what is installed here.
std::vector<std::string> kernelRungNames(
    const kernel::KernelType& type, const kernel::Variant& variant);

// A RungFactory. Compiles and warms up before it returns (torch_compile: some ten seconds the first
// time). Errors: NotFound for a name that the type does not offer or a Python that is not there,
// RuntimeError with the helper's words, TimedOut.
Result<std::unique_ptr<Contender>> makeKernelRung(
    const RungRequest& request, runner::RunMemory memory);

} // namespace autokernel::lab
