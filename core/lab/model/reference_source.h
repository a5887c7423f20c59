// SPDX-License-Identifier: Apache-2.0
// reference.py of a kernel type, compiled by LibTorch at run time. The text is TorchScript: import
// lines are blanked, and the names torch, F and math stand for aten functions and dtype constants
// ("F.softmax(x, -1, dtype=torch.float64)"). Names are aten's (cross_entropy_loss). Any thread.
#pragma once

#include "base/result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace torch::jit {
struct CompilationUnit;
}

namespace autokernel::lab {

using ReferenceUnit = std::shared_ptr<torch::jit::CompilationUnit>;

// Every function of the source, found by its name with find_function(). The error's message names
// file, line and what LibTorch says; `fileName` is only for that message.
Result<ReferenceUnit> compileReferenceSource(
    std::string_view source, const std::string& fileName = "reference.py");

Result<ReferenceUnit> compileReference(const std::filesystem::path& path);

} // namespace autokernel::lab
