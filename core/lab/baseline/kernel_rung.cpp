// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/kernel_rung.h"

#include "base/files.h"
#include "lab/baseline/rung_contender.h"
#include "lab/check/reference.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace autokernel::lab {
namespace {

constexpr std::chrono::seconds kLoadTimeout(120);
constexpr std::chrono::seconds kCompileTimeout(300);

std::string constantPositions(const kernel::Variant& variant)
{
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < variant.inputs.size(); ++i) {
        if (variant.inputs[i].isConstant)
            positions.push_back(i);
    }
    return fmt::format("{}", fmt::join(positions, ","));
}

bool hasConstants(const kernel::Variant& variant)
{
    return std::ranges::any_of(variant.inputs, &kernel::TensorSpec::isConstant);
}

bool isPythonRung(const std::string& rung)
{
    return rung == "torch_compile" || rung == "torch_compile_frozen";
}

// The function of reference.py that a rung runs.
std::string functionOf(const std::string& rung, const kernel::Variant& variant)
{
    const bool isForm = rung == "torchscript" || isPythonRung(rung);
    return (isForm ? "eager" : rung) + variant.suffix();
}

} // namespace

std::vector<std::string> kernelRungNames(
    const kernel::KernelType& type, const kernel::Variant& variant)
{
    std::vector<std::string> names {"eager"};
    if (const auto reference = Reference::load(type)) {
        for (const std::string& baseline : type.baselines) {
            if (reference->offers(baseline, variant))
                names.push_back(baseline);
        }
    }
    names.emplace_back("torchscript");
    names.emplace_back("torch_compile");
    if (hasConstants(variant))
        names.emplace_back("torch_compile_frozen");
    return names;
}

Result<std::unique_ptr<Contender>> makeKernelRung(
    const RungRequest& request, runner::RunMemory memory)
{
    const kernel::Variant* const variant = request.type.findVariant(request.target.variant);
    if (variant == nullptr) {
        return fail(ErrorCode::InvalidInput, "{} has no variant {}.", request.type.name,
            request.target.variant);
    }
    const auto known = kernelRungNames(request.type, *variant);
    if (std::ranges::find(known, request.rung) == known.end()) {
        return fail(ErrorCode::NotFound, "{}/{} has no rung {}; there are {}.", request.type.name,
            variant->name, request.rung, fmt::join(known, ", "));
    }
    const std::string reference = request.type.referencePath().string();
    const std::string function = functionOf(request.rung, *variant);
    const std::string constants = constantPositions(*variant);
    HelperStart start {.arguments = {},
        .environment = {},
        .threads = request.threads,
        .cpus = request.cpus,
        .readyTimeout = kLoadTimeout};
    if (isPythonRung(request.rung)) {
        AK_ASSIGN(const auto python, helperPython());
        start.arguments
            = {python.string(), (installationRoot() / "resources/python/rung_kernel.py").string(),
                "--reference", reference, "--function", function};
        start.environment = pythonEnvironment();
        start.readyTimeout = kCompileTimeout;
    } else {
        start.arguments = {ownProgram().string(), "--role", "serve-rung", "--reference", reference,
            "--function", function};
    }
    if (request.rung == "torchscript" || request.rung == "torch_compile_frozen") {
        start.arguments.insert(start.arguments.end(), {"--frozen", "1", "--constants", constants});
    }
    return startRung(request.rung, std::move(memory), start);
}

} // namespace autokernel::lab
