// SPDX-License-Identifier: Apache-2.0
// Small models for tests of core/lab: the tiny examples, and Python files written on the spot.
#pragma once

#include "base/files.h"
#include "kernel/kernel_type.h"
#include "lab/model/loaded_model.h"

#include <cstdlib>
#include <string>

namespace autokernel::test {

inline std::filesystem::path pythonWithTorch()
{
    const char* chosen = std::getenv("AUTOKERNEL_PYTHON");
    return chosen != nullptr ? chosen : dataDirectory() / "python/bin/python";
}

inline Result<lab::LoadedModel> loadExample(
    const std::string& example, const std::filesystem::path& cache, int threads = 1)
{
    protocol::LoadModel request;
    request.example = example;
    request.threads = threads;
    return lab::loadModel(request, {pythonWithTorch(), cache, {}});
}

// A class `Model` in a file of its own, with whatever else `source` defines.
inline Result<lab::LoadedModel> loadPython(const std::string& source,
    const std::filesystem::path& cache, const std::string& className = "Model")
{
    const auto file = cache / "model.py";
    AK_TRY(writeFileAtomically(file, source));
    protocol::LoadModel request;
    request.path = file.string();
    request.className = className;
    request.threads = 1;
    return lab::loadModel(request, {pythonWithTorch(), cache, {}});
}

inline std::vector<kernel::KernelType> shippedTypes()
{
    auto types = kernel::loadKernelTypes({installationRoot() / "kernels"});
    return types ? std::move(*types) : std::vector<kernel::KernelType>();
}

} // namespace autokernel::test
