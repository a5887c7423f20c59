// SPDX-License-Identifier: Apache-2.0
// The patterns of all kernel types as TorchScript graphs, in the order in which they are tried.
#pragma once

#include "base/result.h"
#include "kernel/kernel_type.h"
#include "lab/model/reference_source.h"

#include <torch/csrc/jit/ir/ir.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::lab {

struct Pattern
{
    const kernel::KernelType* type = nullptr; // owned by the caller of compilePatterns
    const kernel::PatternSpec* spec = nullptr;
    const kernel::Variant* variant = nullptr;
    std::shared_ptr<torch::jit::Graph> graph; // inlined; several outputs instead of a tuple
    ReferenceUnit unit; // keeps the graph's types alive
    std::vector<std::string> parameters; // names of the graph's inputs, in order
    std::vector<std::size_t> inputs; // for each input of the variant: which parameter
    std::map<std::string, std::size_t> scalars; // those that are parameters
    std::size_t operations = 0; // nodes that are not constants

    std::string name() const { return type->name + "/" + spec->name; }
    std::string functionName() const { return "pattern_" + spec->name; }
    // The arguments and returns of an op that stands for the pattern: the function's own.
    std::vector<c10::Argument> arguments() const;
    std::vector<c10::Argument> returns() const;
};

// More operations first, then the order of types and of their specs. A variant without a starter
// for the CPU is left out: nobody could optimise what it would take from smaller patterns. `types`
// must outlive the result.
Result<std::vector<Pattern>> compilePatterns(const std::vector<kernel::KernelType>& types);

} // namespace autokernel::lab
