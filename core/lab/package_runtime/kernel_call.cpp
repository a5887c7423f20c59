// SPDX-License-Identifier: Apache-2.0
#include "lab/package_runtime/kernel_call.h"

#include <ATen/Parallel.h>
#include <ATen/TensorSubclassLikeUtils.h>
#include <ATen/autocast_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_strided.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cstring>

namespace autokernel::package {
namespace {

constexpr std::size_t kAlignment = 64;

std::int32_t abiDtype(at::ScalarType dtype)
{
    switch (dtype) {
    case at::kFloat:
        return AK_FP32;
    case at::kBFloat16:
        return AK_BF16;
    case at::kHalf:
        return AK_FP16;
    case at::kDouble:
        return AK_FP64;
    case at::kLong:
        return AK_I64;
    case at::kBool:
        return AK_BOOL;
    default:
        return -1;
    }
}

at::ScalarType atenDtype(std::int32_t dtype)
{
    constexpr at::ScalarType kTypes[]
        = {at::kFloat, at::kBFloat16, at::kHalf, at::kDouble, at::kLong, at::kBool};
    return kTypes[dtype];
}

ak_tensor describe(const at::Tensor& tensor, const Sizes& sizes)
{
    ak_tensor described {};
    described.data = const_cast<void*>(tensor.const_data_ptr());
    described.rank = static_cast<std::int32_t>(sizes.size());
    described.dtype = abiDtype(tensor.scalar_type());
    std::int64_t stride = 1;
    for (auto d = sizes.size(); d-- > 0;) {
        described.size[d] = sizes[d];
        described.stride[d] = stride;
        stride *= std::max<std::int64_t>(sizes[d], 1);
    }
    return described;
}

bool isPlain(const at::Tensor& tensor)
{
    return tensor.defined() && tensor.device().is_cpu() && tensor.layout() == at::kStrided
        && !at::isTensorSubclassLike(tensor) && !tensor.is_conj() && !tensor.is_neg();
}

// Grows and is reused: workspaces are valid during one call.
std::vector<void*> workspaces(const KernelSpec& spec)
{
    thread_local at::Tensor t_buffer;
    std::size_t total = 0;
    std::vector<std::size_t> offsets;
    for (const auto bytes : spec.workspaceBytes) {
        offsets.push_back(total);
        total += (bytes + kAlignment - 1) / kAlignment * kAlignment;
    }
    if (total > 0 && (!t_buffer.defined() || t_buffer.nbytes() < total))
        t_buffer = at::empty({static_cast<std::int64_t>(total)}, at::kByte);
    std::vector<void*> pointers;
    for (std::size_t i = 0; i < offsets.size(); ++i) {
        auto* pointer = static_cast<std::byte*>(t_buffer.mutable_data_ptr()) + offsets[i];
        if (spec.workspaceZeroed[i])
            std::memset(pointer, 0, spec.workspaceBytes[i]);
        pointers.push_back(pointer);
    }
    return pointers;
}

bool needsGradient(const at::Tensor& tensor)
{
    return c10::GradMode::is_enabled() && tensor.requires_grad();
}

} // namespace

KernelCall::KernelCall(const KernelSpec& spec, ak_entry entry, ak_prepare_entry prepare)
    : m_spec(spec)
    , m_entry(entry)
    , m_prepare(prepare)
{
    for (const auto& scalar : spec.scalars)
        m_scalars.push_back(scalar.value);
}

std::variant<Fallback, const CallSpec*> KernelCall::accepts(
    c10::ArrayRef<c10::IValue> arguments) const
{
    if (at::autocast::is_autocast_enabled(at::kCPU))
        return Fallback::Autocast;
    for (const auto& input : m_spec.inputs) {
        if (!arguments[input.parameter].isTensor())
            return Fallback::Tensor;
        const auto& tensor = arguments[input.parameter].toTensor();
        if (!isPlain(tensor))
            return Fallback::Tensor;
        if (needsGradient(tensor))
            return Fallback::Gradient;
        if (abiDtype(tensor.scalar_type()) != input.dtype)
            return Fallback::Dtype;
        if (input.prepared && !canBeFollowed(tensor))
            return Fallback::Weight;
    }
    if (!sameScalars(arguments))
        return Fallback::Scalar;
    for (const auto& call : m_spec.calls)
        if (sameShapes(call, arguments))
            return &call;
    return Fallback::Shape;
}

bool KernelCall::sameShapes(const CallSpec& call, c10::ArrayRef<c10::IValue> arguments) const
{
    for (std::size_t i = 0; i < m_spec.inputs.size(); ++i)
        if (arguments[m_spec.inputs[i].parameter].toTensor().sizes() != call.inputs[i])
            return false;
    return true;
}

bool KernelCall::sameScalars(c10::ArrayRef<c10::IValue> arguments) const
{
    return std::ranges::all_of(m_spec.scalars, [&](const ScalarSpec& scalar) {
        if (!scalar.parameter)
            return true;
        const auto& value = arguments[*scalar.parameter];
        if (value.isBool())
            return static_cast<double>(value.toBool()) == scalar.value;
        return (value.isInt() || value.isDouble()) && value.toScalar().toDouble() == scalar.value;
    });
}

std::vector<at::Tensor> KernelCall::contiguousInputs(
    c10::ArrayRef<c10::IValue> arguments, OpStatistics& statistics) const
{
    std::vector<at::Tensor> tensors;
    for (const auto& input : m_spec.inputs) {
        const auto& tensor = arguments[input.parameter].toTensor();
        if (!tensor.is_contiguous())
            statistics.copied();
        tensors.push_back(tensor.contiguous());
    }
    return tensors;
}

at::Tensor KernelCall::packed(c10::ArrayRef<c10::IValue> arguments, int threads)
{
    std::vector<at::Tensor> weights;
    for (const auto& input : m_spec.inputs)
        if (input.prepared)
            weights.push_back(arguments[input.parameter].toTensor());
    return m_packed.get(weights, threads, [&](const std::vector<at::Tensor>& originals) {
        auto buffer = at::empty({static_cast<std::int64_t>(m_spec.packedBytes)}, at::kByte);
        std::vector<ak_tensor> inputs(m_spec.inputs.size());
        std::vector<ak_tensor> outputs(m_spec.outputs.size());
        std::vector<at::Tensor> alive;
        for (std::size_t i = 0; i < inputs.size(); ++i)
            if (m_spec.inputs[i].prepared) {
                alive.push_back(originals[alive.size()].contiguous());
                inputs[i] = describe(alive.back(), m_spec.inputs[i].sizes);
            }
        const ak_args args {AK_ABI_VERSION, sizeof(ak_args), threads, 0, inputs.data(),
            outputs.data(), nullptr, nullptr, m_spec.symbols.data(), m_scalars.data()};
        m_prepare(&args, buffer.mutable_data_ptr());
        return buffer;
    });
}

std::vector<at::Tensor> KernelCall::run(
    const CallSpec& call, c10::ArrayRef<c10::IValue> arguments, OpStatistics& statistics)
{
    const int threads = std::min(at::get_num_threads(), m_spec.threads);
    const auto inputs = contiguousInputs(arguments, statistics);
    const auto weights = m_prepare != nullptr ? packed(arguments, threads) : at::Tensor();
    std::vector<ak_tensor> describedInputs;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        describedInputs.push_back(describe(inputs[i], m_spec.inputs[i].sizes));
    std::vector<at::Tensor> outputs;
    std::vector<ak_tensor> describedOutputs;
    for (std::size_t i = 0; i < m_spec.outputs.size(); ++i) {
        outputs.push_back(at::empty(call.outputs[i], atenDtype(m_spec.outputs[i].dtype)));
        describedOutputs.push_back(describe(outputs[i], m_spec.outputs[i].sizes));
    }
    const auto scratch = workspaces(m_spec);
    const ak_args args {AK_ABI_VERSION, sizeof(ak_args), threads, 0, describedInputs.data(),
        describedOutputs.data(), scratch.data(),
        weights.defined() ? weights.const_data_ptr() : nullptr, m_spec.symbols.data(),
        m_scalars.data()};
    m_entry(&args);
    // The graph around may rely on the pattern's strides (a view of a transposed result).
    for (std::size_t i = 0; i < outputs.size(); ++i)
        if (outputs[i].strides() != call.outputStrides[i])
            outputs[i]
                = at::empty_strided(call.outputs[i], call.outputStrides[i], outputs[i].options())
                      .copy_(outputs[i]);
    return outputs;
}

} // namespace autokernel::package
