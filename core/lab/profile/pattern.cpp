// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/pattern.h"

#include "lab/model/graph_walk.h"

#include <torch/csrc/jit/api/compilation_unit.h>
#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/passes/common_subexpression_elimination.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/passes/lower_tuples.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include <algorithm>
#include <filesystem>

namespace autokernel::lab {
namespace {

namespace jit = torch::jit;

std::shared_ptr<jit::Graph> normalised(jit::Function& function)
{
    const jit::GraphOptimizerEnabledGuard nestedCallsToo(true); // else one level only is inlined
    auto graph = jit::toGraphFunction(function).graph()->copy();
    jit::Inline(*graph);
    jit::LowerAllTuples(graph);
    jit::ConstantPropagation(graph);
    jit::EliminateCommonSubexpression(graph);
    jit::EliminateDeadCode(graph);
    return graph;
}

Result<void> checkGraph(const Pattern& pattern, const std::string& where)
{
    for (auto* node : allNodes(*pattern.graph))
        if (!node->blocks().empty())
            return fail(ErrorCode::InvalidInput,
                "{} holds a branch or a loop; a pattern is a plain sequence of operations.", where);
    if (pattern.operations == 0)
        return fail(ErrorCode::InvalidInput, "{} does nothing.", where);
    if (pattern.graph->outputs().size() != pattern.variant->outputs.size())
        return fail(ErrorCode::InvalidInput,
            "{} returns {} values and the variant {} has {} outputs.", where,
            pattern.graph->outputs().size(), pattern.variant->name,
            pattern.variant->outputs.size());
    for (const auto* output : pattern.graph->outputs())
        if (output->node()->kind() == c10::prim::Param
            || !output->type()->isSubtypeOf(*c10::TensorType::get()))
            return fail(ErrorCode::InvalidInput, "{} must return tensors that it computes.", where);
    return {};
}

Result<void> bindParameters(Pattern& pattern, const std::string& where)
{
    const auto position = [&](const std::string& name) -> std::optional<std::size_t> {
        const auto found = std::ranges::find(pattern.parameters, name);
        if (found == pattern.parameters.end())
            return std::nullopt;
        return static_cast<std::size_t>(found - pattern.parameters.begin());
    };
    for (const auto& input : pattern.variant->inputs) {
        const auto at = position(input.name);
        if (!at)
            return fail(ErrorCode::InvalidInput,
                "{} has no parameter {}, an input of the variant {}.", where, input.name,
                pattern.variant->name);
        pattern.inputs.push_back(*at);
    }
    for (const auto& scalar : pattern.variant->scalars)
        if (const auto at = position(scalar.name))
            pattern.scalars[scalar.name] = *at;
    for (const auto& [name, value] : pattern.spec->require)
        if (!position(name))
            return fail(ErrorCode::InvalidInput,
                "{}:{}: the pattern {} requires a value of {}, which is no parameter of {}.",
                (pattern.type->folder / "spec.toml").string(), pattern.spec->line,
                pattern.spec->name, name, where);
    return {};
}

Result<Pattern> compilePattern(const kernel::KernelType& type, const kernel::PatternSpec& spec,
    const kernel::Variant& variant, const ReferenceUnit& unit)
{
    Pattern pattern {.type = &type,
        .spec = &spec,
        .variant = &variant,
        .graph = nullptr,
        .unit = unit,
        .parameters = {},
        .inputs = {},
        .scalars = {}};
    const auto where
        = fmt::format("{}, function {}", type.referencePath().string(), pattern.functionName());
    auto* function = unit->find_function(c10::QualifiedName(pattern.functionName()));
    if (function == nullptr)
        return fail(ErrorCode::InvalidInput, "{}:{}: the pattern {} needs {}, which is missing.",
            (type.folder / "spec.toml").string(), spec.line, spec.name, where);
    pattern.graph = normalised(*function);
    for (const auto& argument : function->getSchema().arguments())
        pattern.parameters.push_back(argument.name());
    pattern.operations = static_cast<std::size_t>(std::ranges::count_if(allNodes(*pattern.graph),
        [](const jit::Node* node) { return node->kind() != c10::prim::Constant; }));
    AK_TRY(checkGraph(pattern, where));
    AK_TRY(bindParameters(pattern, where));
    return pattern;
}

} // namespace

std::vector<c10::Argument> Pattern::arguments() const
{
    std::vector<c10::Argument> list;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        list.emplace_back(parameters[i], graph->inputs()[i]->type());
    return list;
}

std::vector<c10::Argument> Pattern::returns() const
{
    std::vector<c10::Argument> list;
    for (const auto* output : graph->outputs())
        list.emplace_back("", output->type());
    return list;
}

Result<std::vector<Pattern>> compilePatterns(const std::vector<kernel::KernelType>& types)
{
    std::vector<Pattern> patterns;
    for (const auto& type : types) {
        if (type.patterns.empty())
            continue;
        AK_ASSIGN(const auto unit, compileReference(type.referencePath()));
        for (const auto& spec : type.patterns) {
            const auto* variant = type.findVariant(spec.variant);
            if (variant == nullptr)
                return fail(ErrorCode::InvalidInput,
                    "{}: the pattern {} names the variant {}, which does not exist.",
                    (type.folder / "spec.toml").string(), spec.name, spec.variant);
            if (!std::filesystem::exists(type.starterPath("cpu", *variant)))
                continue;
            AK_ASSIGN(auto pattern, compilePattern(type, spec, *variant, unit));
            patterns.push_back(std::move(pattern));
        }
    }
    std::ranges::stable_sort(patterns, std::ranges::greater(), &Pattern::operations);
    return patterns;
}

} // namespace autokernel::lab
