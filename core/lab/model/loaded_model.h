// SPDX-License-Identifier: Apache-2.0
// A user's model in the worker: TorchScript in eval mode, its forward inlined, parameters still
// attributes (so that another state dict can be loaded), and sample inputs. Belongs to the worker's
// command thread.
#pragma once

#include "base/result.h"
#include "protocol/message.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace c10 {
struct IValue;
}
namespace torch::jit {
struct Module;
}

namespace autokernel::lab {

// One call's positional arguments, and how often such a call happens relative to the others.
struct InputSet
{
    std::shared_ptr<const std::vector<c10::IValue>> arguments; // without self
    double weight = 1;
};

struct LoadedModel
{
    protocol::ModelInfo info;
    std::shared_ptr<torch::jit::Module> module;
    std::vector<InputSet> inputs; // at least one
    std::int64_t vocabulary = 0; // token ids lie in [0, vocabulary); 0: no token inputs
};

struct LoadOptions
{
    std::filesystem::path python; // the environment that holds torch; may be empty for archives
    std::filesystem::path cacheDirectory; // exported archives go to cacheDirectory/models
    std::function<void(const std::string& text, double fraction)> progress; // may be empty
};

// An example or a Python file, which is exported by a Python that holds torch.
bool needsPython(const protocol::LoadModel& request);

// Exports where the request names Python code or an example (in a child process), loads, prepares
// and runs the model once. Every refusal is a sentence that says what to do.
Result<LoadedModel> loadModel(const protocol::LoadModel& request, const LoadOptions& options);

} // namespace autokernel::lab
