// SPDX-License-Identifier: Apache-2.0
// From a loaded TorchScript module to the form that is profiled, rewritten and shipped: one inlined
// forward in eval mode, constants folded, parameters and buffers kept as attributes.
#pragma once

#include "base/result.h"
#include "lab/model/loaded_model.h"

#include <torch/csrc/jit/api/module.h>

#include <vector>

namespace autokernel::lab {

// Casts that change nothing at the model's dtype are removed; they are found by running the model
// on `inputs`. The module keeps its state dict. Errors: the forward fails on an input set.
Result<torch::jit::Module> prepareModel(
    const torch::jit::Module& module, const std::vector<InputSet>& inputs);

// A module of a type of its own that shares the tensors: its forward's graph may be rewritten until
// it is first run, and holds the same nodes in the same order.
torch::jit::Module cloneForRewriting(const torch::jit::Module& module);

} // namespace autokernel::lab
