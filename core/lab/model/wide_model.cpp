// SPDX-License-Identifier: Apache-2.0
#include "lab/model/wide_model.h"

#include "lab/model/forward.h"
#include "lab/model/graph_walk.h"
#include "lab/model/memory.h"

#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/ir/ir.h>

#include <utility>

namespace autokernel::lab {
namespace {

namespace jit = torch::jit;

// Dtypes that are written into the graph: x.to(torch.float32), torch.arange(n, dtype=...).
void widenDtypes(jit::Graph& graph, at::ScalarType dtype)
{
    for (auto* node : allNodes(graph)) {
        const auto* schema = node->maybeSchema();
        if (schema == nullptr)
            continue;
        for (std::size_t i = 0; i < schema->arguments().size() && i < node->inputs().size(); ++i) {
            const auto value = jit::toIValue(node->input(i));
            if (schema->arguments()[i].name() != "dtype" || !value || !value->isInt()
                || !at::isFloatingType(static_cast<at::ScalarType>(value->toInt())))
                continue;
            const jit::WithInsertPoint guard(node);
            node->replaceInput(i, graph.insertConstant(static_cast<std::int64_t>(dtype)));
        }
    }
}

std::optional<WideModel> inDtype(const jit::Module& module,
    const std::vector<c10::IValue>& arguments, const protocol::ModelInfo& info,
    at::ScalarType dtype, const std::string& name)
{
    const auto own = info.dtype == "fp64" ? 8U : info.dtype == "fp32" ? 4U : 2U;
    const auto scale = c10::elementSize(dtype) / own;
    const auto available = availableMemoryBytes();
    if (scale < 2 || (available > 0 && info.bytes * (scale + 1) > available))
        return std::nullopt;
    try {
        auto wide = module.clone(); // tensors and graph of its own
        widenDtypes(*wide.get_method("forward").graph(), dtype);
        wide.to(dtype);
        if (!runForward(wide, widened(arguments, dtype)))
            return std::nullopt;
        return WideModel {name, dtype, std::move(wide)};
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

} // namespace

std::vector<c10::IValue> widened(const std::vector<c10::IValue>& arguments, at::ScalarType dtype)
{
    std::vector<c10::IValue> wide;
    for (const auto& value : arguments)
        wide.push_back(value.isTensor() && value.toTensor().is_floating_point()
                ? c10::IValue(value.toTensor().to(dtype))
                : value);
    return wide;
}

std::optional<WideModel> widerModel(const jit::Module& module,
    const std::vector<c10::IValue>& arguments, const protocol::ModelInfo& info)
{
    if (auto wide = inDtype(module, arguments, info, at::kDouble, "fp64"))
        return wide;
    return inDtype(module, arguments, info, at::kFloat, "original fp32");
}

} // namespace autokernel::lab
