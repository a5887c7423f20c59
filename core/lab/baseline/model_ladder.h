// SPDX-License-Identifier: Apache-2.0
// The free rungs of a whole model: what a user gains by lines of Python alone, before any search.
// Called in the worker; measures in processes of their own, interleaved.
#pragma once

#include "base/result.h"
#include "protocol/message.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace autokernel::lab {

struct LadderModel
{
    std::filesystem::path exported; // TorchScript archive (protocol::ModelInfo::exportedPath)
    std::filesystem::path inputs; // pickled sample inputs (ModelInfo::inputsPath)
    // Where the Python module comes from, for torch.compile; all empty: the rungs are shown as
    // absent.
    std::string source; // file.py of the user, or ""
    std::string className;
    std::string example; // "gpt2", ...
    std::uint64_t seed = 0;
    std::string dtype = "fp32";
    int threads = 0; // 0: every core
};

using Progress = std::function<void(const std::string& text, double fraction)>;

// Every rung in ladder order, eager first; one that could not run carries the reason in
// samples.error. An error only when not even eager runs.
Result<protocol::ModelLadder> measureModelLadder(
    const LadderModel& model, double budgetSeconds, const Progress& progress = {});

// Lines of Python that use the rung; empty for names that have none.
std::vector<std::string> modelRungRecipe(const std::string& rung);
std::vector<std::string>
modelRungNames(); // "eager", "torchscript_frozen", "torch_compile", "torch_compile_frozen"

} // namespace autokernel::lab
