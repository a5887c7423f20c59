// SPDX-License-Identifier: Apache-2.0
#include "lab/model/forward.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/ops/_unique2.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/passes/tensorexpr_fuser.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include <fmt/ranges.h>

namespace autokernel::lab {
namespace {

void appendTensors(const c10::IValue& value, std::vector<at::Tensor>& tensors)
{
    if (value.isTensor()) {
        tensors.push_back(value.toTensor());
    } else if (value.isTuple()) {
        for (const auto& element : value.toTupleRef().elements())
            appendTensors(element, tensors);
    } else if (value.isList()) {
        for (const c10::IValue& element : value.toListRef())
            appendTensors(element, tensors);
    } else if (value.isGenericDict()) {
        for (const auto& entry : value.toGenericDict())
            appendTensors(entry.value(), tensors);
    }
}

at::Tensor seededLike(const at::Tensor& example, const at::Generator& generator)
{
    if (example.scalar_type() == at::kBool || example.numel() == 0)
        return example;
    if (!example.is_floating_point()) {
        const auto low = example.min().item<std::int64_t>();
        const auto high = example.max().item<std::int64_t>();
        return at::randint(low, high + 1, example.sizes(), generator, example.options());
    }
    const auto wide = example.to(at::kDouble);
    if (!at::isfinite(wide).all().item<bool>() || std::get<0>(at::_unique2(wide)).numel() <= 2)
        return example;
    const auto values = at::randn(example.sizes(), generator, wide.options());
    return values.mul(wide.std()).add(wide.mean()).to(example.scalar_type());
}

} // namespace

EagerExecution::EagerExecution(int threads)
    : m_hadTensorExpressionFuser(torch::jit::tensorExprFuserEnabled())
    , m_optimized(torch::jit::getGraphExecutorOptimize())
    , m_threads(at::get_num_threads())
{
    torch::jit::setTensorExprFuserEnabled(false);
    torch::jit::setGraphExecutorOptimize(false);
    if (threads > 0)
        at::set_num_threads(threads);
}

EagerExecution::~EagerExecution()
{
    torch::jit::setTensorExprFuserEnabled(m_hadTensorExpressionFuser);
    torch::jit::setGraphExecutorOptimize(m_optimized);
    at::set_num_threads(m_threads);
}

Result<std::vector<at::Tensor>> runForward(
    torch::jit::Module& module, const std::vector<c10::IValue>& arguments)
{
    try {
        const c10::InferenceMode inference;
        std::vector<at::Tensor> outputs;
        appendTensors(module.forward(arguments), outputs);
        return outputs;
    } catch (const std::exception& error) {
        return fail(torchError(ErrorCode::InvalidInput, "The model raised: ", error));
    }
}

std::vector<c10::IValue> seededArguments(
    const std::vector<c10::IValue>& example, std::uint64_t seed)
{
    const auto generator = at::detail::createCPUGenerator(seed);
    std::vector<c10::IValue> arguments;
    for (const auto& value : example)
        arguments.push_back(
            value.isTensor() ? c10::IValue(seededLike(value.toTensor(), generator)) : value);
    return arguments;
}

std::string describe(const at::Tensor& tensor)
{
    std::string dtype = c10::toString(tensor.scalar_type());
    constexpr std::pair<std::string_view, std::string_view> kNames[]
        = {{"Float", "float32"}, {"Double", "float64"}, {"Half", "float16"},
            {"BFloat16", "bfloat16"}, {"Long", "int64"}, {"Int", "int32"}, {"Bool", "bool"}};
    for (const auto& [theirs, ours] : kNames)
        if (dtype == theirs) {
            dtype = ours;
            break;
        }
    return fmt::format("{}[{}]", dtype, fmt::join(tensor.sizes(), ","));
}

} // namespace autokernel::lab
