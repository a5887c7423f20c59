// SPDX-License-Identifier: Apache-2.0
// The tree of an expression. Private to core/kernel.
#pragma once

#include "kernel/expression.h"

#include <vector>

namespace autokernel::kernel {

enum class Operator
{
    Constant,
    Symbol,
    Negate,
    Not,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Conditional,
    Minimum,
    Maximum,
    CeilDivide,
    RoundUp,
    PowerOfTwoCeil,
    SquareRoot,
};

struct Expression::Node
{
    Operator op = Operator::Constant;
    std::int64_t value = 0;
    std::string name;
    std::vector<std::shared_ptr<const Node>> operands;
};

using NodePointer = std::shared_ptr<const Expression::Node>;

// The whole text as one expression; the error says what was expected, and where.
Result<NodePointer> parseExpression(std::string_view text);

} // namespace autokernel::kernel
