// SPDX-License-Identifier: Apache-2.0
// The Python child that turns a module class into a TorchScript archive
// (resources/python/ak_export.py).
#pragma once

#include "base/result.h"
#include "lab/model/loaded_model.h"

#include <filesystem>
#include <string>
#include <vector>

namespace autokernel::lab {

struct ExportedModel
{
    std::string name; // the class
    std::string route; // "trace", "export+trace", "script"; behind ": " which values are frozen
    double maximumDifference = 0; // against the Python module, absolute
    std::int64_t parameters = 0;
    std::int64_t vocabulary = 0;
    std::vector<std::string> inputs; // "ids int64[1,128]"
};

struct ExampleModel
{
    std::string name; // "gpt2"
    std::string file; // under resources/models
    std::string className;
};
const std::vector<ExampleModel>& exampleModels();

// Writes the archive and the pickled inputs. The error is the user's exception in one sentence.
Result<ExportedModel> exportModel(const protocol::LoadModel& request, const LoadOptions& options,
    const std::filesystem::path& archive, const std::filesystem::path& inputs);

} // namespace autokernel::lab
