// SPDX-License-Identifier: Apache-2.0
#include "lab/check/reference.h"

#include "lab/model/forward.h"
#include "lab/model/reference_source.h"

#include <ATen/Context.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/jit/api/compilation_unit.h>

#include <cstring>
#include <string>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

at::ScalarType scalarType(Dtype dtype)
{
    switch (dtype) {
    case Dtype::Float32:
        return at::kFloat;
    case Dtype::BFloat16:
        return at::kBFloat16;
    case Dtype::Float16:
        return at::kHalf;
    case Dtype::Float64:
        return at::kDouble;
    case Dtype::Int64:
        return at::kLong;
    case Dtype::Bool:
        return at::kBool;
    }
    return at::kFloat;
}

Result<Dtype> dtypeOf(const at::Tensor& tensor)
{
    for (const Dtype dtype : {Dtype::Float32, Dtype::BFloat16, Dtype::Float16, Dtype::Float64,
             Dtype::Int64, Dtype::Bool})
        if (tensor.scalar_type() == scalarType(dtype))
            return dtype;
    return fail(ErrorCode::BrokenKernelType,
        "The reference returns a tensor of dtype {}, which no output can have.",
        c10::toString(tensor.scalar_type()));
}

// Borrows the tensor's storage; the callee must not write to it, and reference functions do not.
at::Tensor borrow(const HostTensor& tensor)
{
    return at::from_blob(const_cast<std::byte*>(tensor.bytes.data()), tensor.sizes,
        at::TensorOptions().dtype(scalarType(tensor.dtype)));
}

Result<HostTensor> copyOf(const at::Tensor& tensor)
{
    AK_ASSIGN(const Dtype dtype, dtypeOf(tensor));
    HostTensor copy = HostTensor::zeros(dtype, tensor.sizes().vec());
    const at::Tensor dense = tensor.contiguous();
    if (!copy.bytes.empty())
        std::memcpy(copy.bytes.data(), dense.const_data_ptr(), copy.bytes.size());
    return copy;
}

c10::IValue scalarArgument(double value, c10::TypeKind kind)
{
    if (kind == c10::TypeKind::IntType)
        return static_cast<std::int64_t>(value);
    if (kind == c10::TypeKind::BoolType)
        return value != 0;
    return value;
}

std::string firstLine(std::string text)
{
    // A TorchScript error ends with the reason; what precedes it is the interpreter's trace.
    const auto reason = text.rfind("RuntimeError: ");
    if (reason != std::string::npos)
        text = text.substr(reason + 14);
    return text.substr(0, text.find('\n'));
}

Result<std::vector<HostTensor>> outputsOf(
    const c10::IValue& value, std::size_t expected, const std::string& name)
{
    std::vector<at::Tensor> tensors;
    if (value.isTensor())
        tensors.push_back(value.toTensor());
    else if (value.isTuple())
        for (const c10::IValue& element : value.toTupleRef().elements())
            tensors.push_back(element.toTensor());
    if (tensors.size() != expected)
        return fail(ErrorCode::BrokenKernelType,
            "Function {} of reference.py returns {} tensors, the spec has {} outputs.", name,
            tensors.size(), expected);
    std::vector<HostTensor> outputs;
    for (const at::Tensor& tensor : tensors) {
        AK_ASSIGN(auto copy, copyOf(tensor));
        outputs.push_back(std::move(copy));
    }
    return outputs;
}

Result<std::vector<HostTensor>> invoke(torch::jit::Function& function,
    const kernel::Variant& variant, const std::vector<at::Tensor>& inputs,
    std::span<const double> scalars)
{
    const auto& parameters = function.getSchema().arguments();
    if (parameters.size() != inputs.size() + scalars.size())
        return fail(ErrorCode::BrokenKernelType,
            "Function {} of reference.py has {} parameters; the spec has {} inputs and {} scalars.",
            function.name(), parameters.size(), inputs.size(), scalars.size());
    std::vector<c10::IValue> stack(inputs.begin(), inputs.end());
    for (std::size_t i = 0; i < scalars.size(); ++i)
        stack.push_back(scalarArgument(scalars[i], parameters[inputs.size() + i].type()->kind()));
    try {
        const c10::InferenceMode inference;
        const EagerExecution eager(0);
        return outputsOf(function(std::move(stack)), variant.outputs.size(), function.name());
    } catch (const std::exception& error) {
        return fail(Error {ErrorCode::BrokenKernelType,
            fmt::format(
                "Function {} of reference.py failed: {}", function.name(), firstLine(error.what())),
            error.what()});
    }
}

} // namespace

struct Reference::State
{
    ReferenceUnit unit;

    torch::jit::Function* find(std::string_view function, const kernel::Variant& variant) const
    {
        return unit->find_function(c10::QualifiedName(std::string(function) + variant.suffix()));
    }
};

Reference::Reference()
    : m_state(std::make_unique<State>())
{
}
Reference::Reference(Reference&&) noexcept = default;
Reference& Reference::operator=(Reference&&) noexcept = default;
Reference::~Reference() = default;

Result<Reference> Reference::load(const kernel::KernelType& type)
{
    Reference reference;
    auto unit = compileReference(type.referencePath());
    if (!unit)
        return fail(Error {ErrorCode::BrokenKernelType, unit.error().message, unit.error().detail});
    reference.m_state->unit = std::move(*unit);
    at::globalContext().setFloat32MatmulPrecision("highest");
    return reference;
}

bool Reference::offers(std::string_view function, const kernel::Variant& variant) const
{
    return m_state->find(function, variant) != nullptr;
}

Result<std::vector<HostTensor>> Reference::oracle(const kernel::Variant& variant,
    std::span<const HostTensor> inputs, std::span<const double> scalars) const
{
    torch::jit::Function* function = m_state->find("oracle", variant);
    if (function == nullptr)
        return fail(ErrorCode::BrokenKernelType, "reference.py has no function oracle{}.",
            variant.suffix());
    std::vector<at::Tensor> widened;
    for (const HostTensor& input : inputs) {
        const at::Tensor tensor = borrow(input);
        widened.push_back(tensor.is_floating_point() ? tensor.to(at::kDouble) : tensor);
    }
    return invoke(*function, variant, widened, scalars);
}

Result<std::vector<HostTensor>> Reference::call(std::string_view function,
    const kernel::Variant& variant, std::span<const HostTensor> inputs,
    std::span<const double> scalars) const
{
    torch::jit::Function* found = m_state->find(function, variant);
    if (found == nullptr)
        return fail(ErrorCode::BrokenKernelType, "reference.py has no function {}{}.", function,
            variant.suffix());
    std::vector<at::Tensor> tensors;
    for (const HostTensor& input : inputs)
        tensors.push_back(borrow(input));
    return invoke(*found, variant, tensors, scalars);
}

} // namespace autokernel::lab
