// SPDX-License-Identifier: Apache-2.0
// An op of a package as LibTorch's dispatcher sees it: its kernels where they were verified, and
// the pattern's own formula everywhere else, gradients included. Any thread.
#pragma once

#include "lab/model/reference_source.h"
#include "lab/package_runtime/kernel_call.h"

#include <ATen/core/function_schema.h>
#include <ATen/core/stack.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::package {

class PackagedOp
{
public:
    // `inactive`: why kernels are not used in this process at all, nullopt: they are.
    PackagedOp(const OpSpec& spec, lab::ReferenceUnit reference,
        std::vector<std::shared_ptr<KernelCall>> kernels, std::optional<Fallback> inactive);

    // Takes the pattern's arguments from the stack and leaves its results.
    void call(torch::jit::Stack& stack);

    c10::FunctionSchema schema(const std::string& space) const;
    nlohmann::json statistics() const;
    const std::string& name() const { return m_name; }

private:
    void fallBack(torch::jit::Stack& stack, Fallback reason);

    std::string m_name;
    lab::ReferenceUnit m_reference;
    torch::jit::Function* m_function;
    std::size_t m_arguments;
    std::vector<std::shared_ptr<KernelCall>> m_kernels;
    std::optional<Fallback> m_inactive;
    OpStatistics m_statistics;
};

} // namespace autokernel::package
