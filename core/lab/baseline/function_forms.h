// SPDX-License-Identifier: Apache-2.0
// Other forms of a TorchScript function that compute the same. Includes torch: for .cpp files of
// this room only.
#pragma once

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/api/module.h>

#include <cstddef>
#include <memory>
#include <vector>

namespace autokernel::lab {

// The function with one more parameter, the tensor into which its last operation writes. Null when
// it has several results, or when that operation has no out form.
std::shared_ptr<torch::jit::GraphFunction> writingIntoOutput(torch::jit::Function& function);

// A module whose forward takes the arguments that are not at `constants`; those are frozen into it
// and the whole is optimised for inference. Throws c10::Error.
torch::jit::Module frozenModule(torch::jit::Function& function,
    const std::vector<c10::IValue>& arguments, const std::vector<std::size_t>& constants);

} // namespace autokernel::lab
