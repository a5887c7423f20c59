// SPDX-License-Identifier: Apache-2.0
// The truth about a model's outputs (TRUST 2.1b): the same model, one or two dtypes wider. Includes
// ATen: for the .cpp files of core/lab only. One thread.
#pragma once

#include "protocol/message.h"

#include <ATen/core/ivalue.h>
#include <c10/core/ScalarType.h>
#include <torch/csrc/jit/api/module.h>

#include <optional>
#include <string>
#include <vector>

namespace autokernel::lab {

struct WideModel
{
    std::string name; // "fp64", "original fp32"
    at::ScalarType dtype;
    torch::jit::Module module;
};

// In fp64, else in fp32; nullopt where neither is wider than the model, fits in memory and runs on
// `arguments`. Tensors and graph are its own.
std::optional<WideModel> widerModel(const torch::jit::Module& module,
    const std::vector<c10::IValue>& arguments, const protocol::ModelInfo& info);

// The arguments with floating tensors in this dtype.
std::vector<c10::IValue> widened(const std::vector<c10::IValue>& arguments, at::ScalarType dtype);

} // namespace autokernel::lab
