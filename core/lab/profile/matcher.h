// SPDX-License-Identifier: Apache-2.0
// One pattern against one place of a graph.
//
// Beyond node for node equality: sums and products match in either order of their operands, a
// constant may lie in an outer block, and a parameter of a number type also binds to a one-element
// tensor constant (tracing writes x + 1e-6 that way).
#pragma once

#include "lab/profile/pattern.h"

#include <ATen/core/ivalue.h>
#include <torch/csrc/jit/ir/ir.h>

#include <optional>
#include <unordered_map>
#include <vector>

namespace autokernel::lab {

// What a parameter of the pattern is bound to: a value of the graph, or a constant of the
// parameter's own type.
struct Binding
{
    torch::jit::Value* value = nullptr; // null: the constant
    std::optional<c10::IValue> constant; // also set where the value is a constant of the right type
};

struct PatternMatch
{
    std::vector<torch::jit::Node*> nodes; // in program order
    std::vector<Binding> parameters; // as Pattern::parameters
    std::vector<torch::jit::Value*> outputs; // as the pattern's outputs
};

// A match whose first output is `output`, or nullopt. Looks at structure, types and constants only.
std::optional<PatternMatch> matchAt(const Pattern& pattern, torch::jit::Value* output);

} // namespace autokernel::lab
