// SPDX-License-Identifier: Apache-2.0
#include "lab/package_runtime/packaged_op.h"

#include <c10/util/Exception.h>
#include <torch/csrc/jit/api/compilation_unit.h>

namespace autokernel::package {

PackagedOp::PackagedOp(const OpSpec& spec, lab::ReferenceUnit reference,
    std::vector<std::shared_ptr<KernelCall>> kernels, std::optional<Fallback> inactive)
    : m_name(spec.name)
    , m_reference(std::move(reference))
    , m_function(&m_reference->get_function(c10::QualifiedName(spec.function)))
    , m_arguments(m_function->getSchema().arguments().size())
    , m_kernels(std::move(kernels))
    , m_inactive(inactive)
{
}

void PackagedOp::call(torch::jit::Stack& stack)
{
    if (m_inactive) {
        fallBack(stack, *m_inactive);
        return;
    }
    auto reason = Fallback::Shape;
    for (const auto& kernel : m_kernels) {
        const auto arguments = torch::jit::last(stack, m_arguments);
        const auto answer = kernel->accepts(arguments);
        if (const auto* call = std::get_if<const CallSpec*>(&answer)) {
            auto outputs = kernel->run(**call, arguments, m_statistics);
            m_statistics.hit();
            torch::jit::drop(stack, m_arguments);
            for (auto& output : outputs)
                stack.emplace_back(std::move(output));
            return;
        }
        reason = std::get<Fallback>(answer);
    }
    if (reason == Fallback::Gradient) {
        TORCH_WARN_ONCE("AutoKernel's kernels do inference only: a gradient is needed here, so "
                        "PyTorch's own operations run. Call the model under torch.no_grad() or "
                        "torch.inference_mode() to use the kernels.");
    }
    fallBack(stack, reason);
}

void PackagedOp::fallBack(torch::jit::Stack& stack, Fallback reason)
{
    m_statistics.fellBack(reason);
    auto result = (*m_function)(torch::jit::pop(stack, m_arguments));
    if (!result.isTuple()) {
        stack.push_back(std::move(result));
        return;
    }
    for (const auto& element : result.toTupleRef().elements())
        stack.push_back(element);
}

c10::FunctionSchema PackagedOp::schema(const std::string& space) const
{
    const auto& pattern = m_function->getSchema();
    std::vector<c10::Argument> returns;
    const auto type = pattern.returns().at(0).type();
    if (const auto tuple = type->cast<c10::TupleType>())
        for (const auto& element : tuple->elements())
            returns.emplace_back("", element);
    else
        returns.emplace_back("", type);
    c10::FunctionSchema schema(space + "::" + m_name, "", pattern.arguments(), std::move(returns));
    schema.setAliasAnalysis(
        c10::AliasAnalysisKind::FROM_SCHEMA); // reads its inputs, makes its outputs
    return schema;
}

nlohmann::json PackagedOp::statistics() const
{
    auto json = m_statistics.toJson();
    std::uint64_t bytes = 0;
    double seconds = 0;
    for (const auto& kernel : m_kernels) {
        bytes += kernel->packedWeights().bytes();
        seconds += kernel->packedWeights().prepareSeconds();
    }
    json["packed_bytes"] = bytes;
    json["prepare_seconds"] = seconds;
    return json;
}

} // namespace autokernel::package
