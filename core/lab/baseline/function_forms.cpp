// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/function_forms.h"

#include <torch/csrc/jit/passes/inliner.h>
#include <torch/csrc/jit/runtime/operator.h>

#include <algorithm>

namespace autokernel::lab {
namespace {

using namespace torch::jit;

std::shared_ptr<Graph> inlinedCopy(torch::jit::Function& function)
{
    auto graph = toGraphFunction(function).graph()->copy();
    Inline(*graph);
    return graph;
}

// Whether `candidate` is `base` plus one last parameter that is written.
bool isOutFormOf(const c10::FunctionSchema& candidate, const c10::FunctionSchema& base)
{
    const auto& with = candidate.arguments();
    const auto& without = base.arguments();
    if (with.size() != without.size() + 1 || !with.back().is_out())
        return false;
    return std::equal(without.begin(), without.end(), with.begin(),
        [](const c10::Argument& a, const c10::Argument& b) {
            return a.name() == b.name() && *a.type() == *b.type();
        });
}

bool hasOutForm(const Node& node)
{
    const c10::FunctionSchema* schema = node.maybeSchema();
    return schema != nullptr && !schema->is_mutable()
        && std::ranges::any_of(getAllOperatorsFor(node.kind()),
            [&](const auto& other) { return isOutFormOf(other->schema(), *schema); });
}

} // namespace

std::shared_ptr<GraphFunction> writingIntoOutput(torch::jit::Function& function)
{
    const auto graph = inlinedCopy(function);
    if (graph->outputs().size() != 1)
        return nullptr;
    Node* last = graph->outputs().front()->node();
    if (!last->kind().is_aten() || last->outputs().size() != 1 || !hasOutForm(*last))
        return nullptr;
    Value* memory = graph->addInput("out")->setType(c10::TensorType::get());
    Node* writing = graph->create(last->kind(), last->inputs(), 1);
    writing->addInput(memory);
    writing->insertBefore(last);
    last->output()->replaceAllUsesWith(writing->output());
    last->destroy();
    return std::make_shared<GraphFunction>(
        c10::QualifiedName("with_output"), graph, /*function_creator=*/nullptr);
}

Module frozenModule(torch::jit::Function& function, const std::vector<c10::IValue>& arguments,
    const std::vector<std::size_t>& constants)
{
    Module module("Rung");
    const auto graph = inlinedCopy(function);
    Value* self = graph->insertInput(0, "self")->setType(module._ivalue()->type());
    std::vector<std::size_t> descending = constants;
    std::ranges::sort(descending, std::greater<>());
    for (const std::size_t position : descending) {
        const std::string name = "constant" + std::to_string(position);
        module.register_buffer(name, arguments[position].toTensor());
        Value* parameter = graph->inputs()[position + 1];
        const WithInsertPoint point(graph->block()->nodes().front());
        parameter->replaceAllUsesWith(graph->insertGetAttr(self, name));
        graph->eraseInput(position + 1);
    }
    const c10::QualifiedName name(*module.type()->name(), "forward");
    module.type()->addMethod(module._ivalue()->compilation_unit()->create_function(name, graph));
    module.eval();
    return optimize_for_inference(module);
}

} // namespace autokernel::lab
