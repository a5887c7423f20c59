// SPDX-License-Identifier: Apache-2.0
// TorchScript archives and pickled sample inputs on disk. Every refusal says what the file is
// instead and what to do.
#pragma once

#include "base/result.h"
#include "lab/model/loaded_model.h"

#include <torch/csrc/jit/api/module.h>

#include <filesystem>
#include <vector>

namespace autokernel::lab {

// In eval mode, without gradients, on the CPU.
Result<torch::jit::Module> loadArchive(const std::filesystem::path& path);

// A tuple with one (weight, (tensor, ...)) per input set: torch.load and torch::pickle_load read
// it.
Result<std::vector<InputSet>> readInputSets(const std::filesystem::path& path);
Result<void> writeInputSets(const std::filesystem::path& path, const std::vector<InputSet>& sets);

} // namespace autokernel::lab
