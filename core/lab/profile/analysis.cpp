// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/analysis.h"

#include "lab/profile/bind_symbols.h"

#include <algorithm>

namespace autokernel::lab {
namespace {

// The dtype of the tensors for which the spec names none; all of them must agree.
Result<kernel::Dtype> operationDtype(const kernel::Variant& variant, const SiteCall& call)
{
    std::optional<kernel::Dtype> common;
    const auto check = [&](const kernel::TensorSpec& spec, const TensorForm& form) -> Result<void> {
        const auto dtype = kernelDtype(form.dtype);
        if (!dtype)
            return fail(ErrorCode::Unsupported, "{} has a dtype that no kernel has", spec.name);
        if (spec.dtype ? *spec.dtype != *dtype : common && *common != *dtype)
            return fail(
                ErrorCode::Unsupported, "{} has dtype {}", spec.name, kernel::toString(*dtype));
        if (!spec.dtype)
            common = dtype;
        return {};
    };
    for (std::size_t i = 0; i < variant.inputs.size(); ++i)
        AK_TRY(check(variant.inputs[i], call.inputs[i]));
    for (std::size_t i = 0; i < variant.outputs.size(); ++i)
        AK_TRY(check(variant.outputs[i], call.outputs[i]));
    return common.value_or(kernel::Dtype::Float32);
}

std::vector<Shape> sizesOf(const std::vector<TensorForm>& forms)
{
    std::vector<Shape> sizes;
    for (const auto& form : forms)
        sizes.push_back(form.sizes);
    return sizes;
}

// Scalars that the pattern binds or fixes, where they differ from the spec's defaults.
std::map<std::string, double> scalarsOf(const PlacedMatch& placed, const kernel::Symbols& symbols)
{
    std::map<std::string, double> scalars = placed.pattern->spec->scalars;
    for (const auto& [name, index] : placed.pattern->scalars) {
        const auto& value = *placed.match.parameters[index].constant;
        scalars[name]
            = value.isBool() ? static_cast<double>(value.toBool()) : value.toScalar().toDouble();
    }
    for (const auto& spec : placed.pattern->variant->scalars)
        if (const auto found = scalars.find(spec.name);
            found != scalars.end() && found->second == spec.defaultAt(symbols))
            scalars.erase(found);
    return scalars;
}

Result<kernel::Target> makeTarget(const PlacedMatch& placed, const SiteCall& call)
{
    const auto& pattern = *placed.pattern;
    AK_ASSIGN(const auto dtype, operationDtype(*pattern.variant, call));
    AK_ASSIGN(auto symbols,
        bindSymbols(*pattern.type, *pattern.variant, sizesOf(call.inputs), sizesOf(call.outputs)));
    auto scalars = scalarsOf(placed, symbols);
    return kernel::Target {
        pattern.type->name, pattern.variant->name, dtype, std::move(symbols), std::move(scalars)};
}

Result<void> describe(ModelAnalysis& analysis, const LoadedModel& model)
{
    analysis.described.clear();
    AK_ASSIGN(analysis.probed, ProbedModel::create(model, analysis.patterns, analysis.excluded));
    for (const auto& set : model.inputs) {
        AK_ASSIGN(auto run, analysis.probed->run(*set.arguments, ProbeMode::Describe));
        analysis.described.push_back(std::move(run));
    }
    return {};
}

// Excludes each match that ran and never fitted. True: there was one.
bool excludeMisfits(ModelAnalysis& analysis)
{
    const auto before = analysis.excluded.size();
    const auto& matches = analysis.probed->matches();
    for (std::size_t i = 0; i < matches.size(); ++i) {
        bool ran = false;
        bool fits = false;
        for (const auto& run : analysis.described)
            for (const auto& call : run.calls[i]) {
                ran = true;
                fits = fits || analysis.targetOf(i, call).target;
            }
        if (ran && !fits)
            analysis.excluded.emplace(matches[i].pattern->name(), matches[i].anchor);
    }
    return analysis.excluded.size() > before;
}

} // namespace

std::optional<kernel::Dtype> kernelDtype(at::ScalarType dtype)
{
    switch (dtype) {
    case at::kFloat:
        return kernel::Dtype::Float32;
    case at::kBFloat16:
        return kernel::Dtype::BFloat16;
    case at::kHalf:
        return kernel::Dtype::Float16;
    case at::kDouble:
        return kernel::Dtype::Float64;
    case at::kLong:
        return kernel::Dtype::Int64;
    case at::kBool:
        return kernel::Dtype::Bool;
    default:
        return std::nullopt;
    }
}

CallTarget ModelAnalysis::targetOf(std::size_t match, const SiteCall& call) const
{
    auto target = makeTarget(probed->matches()[match], call);
    if (!target)
        return {std::nullopt, target.error().message};
    return {std::move(*target), {}};
}

Result<ModelAnalysis> analyseModel(
    const LoadedModel& model, const std::vector<kernel::KernelType>& types)
{
    ModelAnalysis analysis;
    AK_ASSIGN(analysis.patterns, compilePatterns(types));
    do
        AK_TRY(describe(analysis, model));
    while (excludeMisfits(analysis));
    return analysis;
}

} // namespace autokernel::lab
