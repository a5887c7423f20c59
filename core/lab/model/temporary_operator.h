// SPDX-License-Identifier: Apache-2.0
// An operator that TorchScript's interpreter finds while the object lives: how a copy of a graph is
// made to call back into us. Register before a graph that names it is first run. Any thread.
#pragma once

#include "base/result.h"

#include <ATen/core/function_schema.h>
#include <ATen/core/stack.h>
#include <ATen/core/symbol.h>

#include <functional>
#include <string>
#include <vector>

namespace autokernel::lab {

class TemporaryOperator
{
public:
    // A name of its own in the namespace autokernel_probe. `call` takes its arguments from the
    // stack and leaves its results there, by the schema's arguments and returns.
    TemporaryOperator(std::vector<c10::Argument> arguments, std::vector<c10::Argument> returns,
        std::function<void(torch::jit::Stack&)> call);
    // A declaration by its full name ("space::op"), for graphs that are saved and never run here.
    explicit TemporaryOperator(c10::FunctionSchema schema);
    ~TemporaryOperator();
    TemporaryOperator(const TemporaryOperator&) = delete;
    TemporaryOperator& operator=(const TemporaryOperator&) = delete;

    c10::Symbol symbol() const { return m_symbol; }

private:
    c10::FunctionSchema m_schema;
    c10::Symbol m_symbol;
};

} // namespace autokernel::lab
