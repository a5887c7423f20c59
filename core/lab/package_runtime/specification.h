// SPDX-License-Identifier: Apache-2.0
// The package's embedded JSON as structs: which op stands for which pattern, and which kernel
// serves which exact shapes. Written by core/lab/apply/specification.cpp, read when the library is
// loaded.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::package {

using Sizes = std::vector<std::int64_t>;

struct InputSpec
{
    std::size_t parameter = 0; // of the pattern
    std::int32_t dtype = 0; // AK_FP32, ...
    Sizes sizes; // as the kernel sees it: leading dimensions folded
    bool prepared = false; // `prepare` reads it
};

struct OutputSpec
{
    std::int32_t dtype = 0;
    Sizes sizes; // as the kernel sees it
};

// One exact form of call that was verified. Whatever differs goes to the fallback.
struct CallSpec
{
    std::vector<Sizes> inputs; // as the model has them
    std::vector<Sizes> outputs;
    std::vector<Sizes> outputStrides; // as the pattern returns them
};

struct ScalarSpec
{
    std::optional<std::size_t> parameter; // nullopt: fixed by the pattern
    double value = 0;
};

struct KernelSpec
{
    std::vector<InputSpec> inputs;
    std::vector<OutputSpec> outputs;
    std::vector<CallSpec> calls;
    std::vector<std::int64_t> symbols; // in ABI order
    std::vector<ScalarSpec> scalars; // in ABI order
    std::vector<std::size_t> workspaceBytes; // enough for every team of at most `threads`
    std::vector<bool> workspaceZeroed;
    std::size_t packedBytes = 0; // 0: no prepare
    int threads = 1; // the largest team
};

struct OpSpec
{
    std::string name;
    std::string function; // pattern_NAME in `reference`
    std::size_t reference = 0; // index into PackageSpec::references
    std::vector<std::size_t> kernels; // indices into PackageSpec::kernels
};

struct PackageSpec
{
    std::string space; // "autokernel_1f2e3d4c": the ops' namespace
    std::string torchVersion; // "2.11": major.minor
    std::vector<std::string> instructionSets; // names of __builtin_cpu_supports
    std::vector<std::string> references; // TorchScript sources
    std::vector<KernelSpec> kernels;
    std::vector<OpSpec> ops;
};

void to_json(nlohmann::json& json, const PackageSpec& spec);
void from_json(const nlohmann::json& json, PackageSpec& spec);

} // namespace autokernel::package
