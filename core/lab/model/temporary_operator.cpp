// SPDX-License-Identifier: Apache-2.0
#include "lab/model/temporary_operator.h"

#include <torch/csrc/jit/runtime/operator.h>

#include <atomic>
#include <stdexcept>

namespace autokernel::lab {
namespace {

std::string uniqueName()
{
    static std::atomic<std::uint64_t> s_count {0};
    return fmt::format("autokernel_probe::op{}", s_count++);
}

} // namespace

TemporaryOperator::TemporaryOperator(std::vector<c10::Argument> arguments,
    std::vector<c10::Argument> returns, std::function<void(torch::jit::Stack&)> call)
    : m_schema(uniqueName(), "", std::move(arguments), std::move(returns))
    , m_symbol(c10::Symbol::fromQualString(m_schema.name()))
{
    torch::jit::registerOperator(torch::jit::Operator(m_schema.name(), m_schema.overload_name(),
        m_schema.arguments(), m_schema.returns(), torch::jit::Operation(std::move(call)),
        c10::AliasAnalysisKind::CONSERVATIVE));
}

TemporaryOperator::TemporaryOperator(c10::FunctionSchema schema)
    : m_schema(std::move(schema))
    , m_symbol(c10::Symbol::fromQualString(m_schema.name()))
{
    const auto refuse = [](torch::jit::Stack&) {
        throw std::logic_error("an operator that is only declared was called");
    };
    torch::jit::registerOperator(torch::jit::Operator(m_schema.name(), m_schema.overload_name(),
        m_schema.arguments(), m_schema.returns(), torch::jit::Operation(refuse),
        c10::AliasAnalysisKind::CONSERVATIVE));
}

TemporaryOperator::~TemporaryOperator()
{
    torch::jit::deregisterOperator(m_schema);
}

} // namespace autokernel::lab
