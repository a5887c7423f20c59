// SPDX-License-Identifier: Apache-2.0
#include "lab/package_runtime/specification.h"

namespace autokernel::package {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(InputSpec, parameter, dtype, sizes, prepared)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(OutputSpec, dtype, sizes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CallSpec, inputs, outputs, outputStrides)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(OpSpec, name, function, reference, kernels)

static void to_json(nlohmann::json& json, const ScalarSpec& scalar)
{
    json = {{"value", scalar.value}};
    if (scalar.parameter)
        json["parameter"] = *scalar.parameter;
}

static void from_json(const nlohmann::json& json, ScalarSpec& scalar)
{
    json.at("value").get_to(scalar.value);
    if (json.contains("parameter"))
        scalar.parameter = json.at("parameter").get<std::size_t>();
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(KernelSpec, inputs, outputs, calls, symbols, scalars,
    workspaceBytes, workspaceZeroed, packedBytes, threads)

void to_json(nlohmann::json& json, const PackageSpec& spec)
{
    json = {{"space", spec.space}, {"torchVersion", spec.torchVersion},
        {"instructionSets", spec.instructionSets}, {"references", spec.references},
        {"kernels", spec.kernels}, {"ops", spec.ops}};
}

void from_json(const nlohmann::json& json, PackageSpec& spec)
{
    json.at("space").get_to(spec.space);
    json.at("torchVersion").get_to(spec.torchVersion);
    json.at("instructionSets").get_to(spec.instructionSets);
    json.at("references").get_to(spec.references);
    json.at("kernels").get_to(spec.kernels);
    json.at("ops").get_to(spec.ops);
}

} // namespace autokernel::package
