// SPDX-License-Identifier: Apache-2.0
#include "lab/model/prepare_model.h"

#include "lab/model/forward.h"
#include "lab/model/graph_walk.h"
#include "lab/model/temporary_operator.h"

#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/passes/common_subexpression_elimination.h>
#include <torch/csrc/jit/passes/constant_pooling.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/freeze_module.h>
#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/passes/remove_dropout.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/runtime/operator.h>

#include <algorithm>
#include <memory>

namespace autokernel::lab {
namespace {

namespace jit = torch::jit;

bool writesAttributes(jit::Graph& graph)
{
    return std::ranges::any_of(
        allNodes(graph), [](jit::Node* node) { return node->kind() == c10::prim::SetAttr; });
}

// Parameters and constants before everything else: they depend on nothing, and a fused op that
// reads them may then stand anywhere.
void hoistAttributesAndConstants(jit::Graph& graph)
{
    if (writesAttributes(graph))
        return;
    auto* const top = graph.createNone();
    graph.prependNode(top);
    for (auto* node : allNodes(graph)) {
        const bool attribute = node->kind() == c10::prim::GetAttr;
        if ((attribute || node->kind() == c10::prim::Constant) && node != top)
            node->moveBefore(top);
    }
    top->destroy();
}

void simplify(std::shared_ptr<jit::Graph>& graph)
{
    jit::Inline(*graph);
    jit::removeDropout(graph);
    jit::ConstantPropagation(graph);
    jit::EliminateCommonSubexpression(graph);
    jit::ConstantPooling(graph);
    jit::EliminateDeadCode(graph);
    hoistAttributesAndConstants(*graph);
}

jit::Module inlined(const jit::Module& module)
{
    const jit::GraphOptimizerEnabledGuard nestedCallsToo(true); // else one level only is inlined
    auto result
        = jit::freeze_module(module, {}, /*freezeInterfaces=*/true, /*preserveParameters=*/true);
    auto graph = result.get_method("forward").graph();
    simplify(graph);
    return result;
}

std::vector<jit::Node*> castsOf(jit::Graph& graph)
{
    auto nodes = allNodes(graph);
    std::erase_if(nodes,
        [](jit::Node* node) { return node->kind() != c10::aten::to || !node->maybeSchema(); });
    return nodes;
}

// Stands for one cast during a run and learns whether it ever returned another tensor.
struct WatchedCast
{
    bool ran = false;
    bool changed = false;
    std::unique_ptr<TemporaryOperator> op;
};

std::unique_ptr<WatchedCast> watch(jit::Node* node)
{
    auto watched = std::make_unique<WatchedCast>();
    const auto& schema = node->schema();
    watched->op = std::make_unique<TemporaryOperator>(schema.arguments(), schema.returns(),
        [state = watched.get(), original = node->getOperation(), count = schema.arguments().size()](
            jit::Stack& stack) mutable {
            const auto before = jit::peek(stack, 0, count).toTensor();
            original(stack);
            state->ran = true;
            state->changed = state->changed || !stack.back().toTensor().is_same(before);
        });
    const jit::WithInsertPoint guard(node);
    auto* replacement = node->owningGraph()->insertNode(
        node->owningGraph()->create(watched->op->symbol(), node->inputs()));
    replacement->output()->copyMetadata(node->output());
    node->output()->replaceAllUsesWith(replacement->output());
    node->destroy();
    return watched;
}

Result<void> runGraph(const std::shared_ptr<jit::Graph>& graph, const jit::Module& module,
    const std::vector<c10::IValue>& arguments)
{
    try {
        const c10::InferenceMode inference;
        jit::GraphFunction function("forward", graph, nullptr);
        jit::Stack stack {module._ivalue()};
        stack.insert(stack.end(), arguments.begin(), arguments.end());
        function.run(stack);
        return {};
    } catch (const std::exception& error) {
        return fail(torchError(ErrorCode::InvalidInput, "The model raised: ", error));
    }
}

Result<void> removeIdentityCasts(jit::Module& module, const std::vector<InputSet>& inputs)
{
    const auto graph = module.get_method("forward").graph();
    const auto probe = graph->copy();
    std::vector<std::unique_ptr<WatchedCast>> watched;
    for (auto* node : castsOf(*probe))
        watched.push_back(watch(node));
    for (const auto& set : inputs)
        AK_TRY(runGraph(probe, module, *set.arguments));
    const auto casts = castsOf(*graph);
    for (std::size_t i = 0; i < casts.size(); ++i) {
        if (!watched[i]->ran || watched[i]->changed)
            continue;
        casts[i]->output()->replaceAllUsesWith(casts[i]->input(0));
        casts[i]->destroy();
    }
    jit::EliminateDeadCode(graph);
    return {};
}

} // namespace

Result<jit::Module> prepareModel(const jit::Module& module, const std::vector<InputSet>& inputs)
{
    try {
        auto prepared = inlined(module);
        AK_TRY(removeIdentityCasts(prepared, inputs));
        return prepared;
    } catch (const std::exception& error) {
        return fail(
            torchError(ErrorCode::Unsupported, "LibTorch cannot inline this model: ", error));
    }
}

jit::Module cloneForRewriting(const jit::Module& module)
{
    return module.clone(/*inplace=*/true);
}

} // namespace autokernel::lab
