// SPDX-License-Identifier: Apache-2.0
#include "kernel/expression.h"

#include "kernel/expression_node.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace autokernel::kernel {
namespace {

using Checked = std::optional<std::int64_t>; // nullopt: overflow or division by zero

Checked floorDivide(std::int64_t a, std::int64_t b)
{
    if (b == 0 || (a == std::numeric_limits<std::int64_t>::min() && b == -1))
        return std::nullopt;
    return a / b;
}

Checked roundUp(std::int64_t a, std::int64_t b)
{
    if (b <= 0 || a < 0)
        return std::nullopt;
    const std::int64_t remainder = a % b;
    std::int64_t result = a;
    if (remainder != 0 && __builtin_add_overflow(a, b - remainder, &result))
        return std::nullopt;
    return result;
}

Checked apply(Operator op, std::int64_t a, std::int64_t b)
{
    std::int64_t result = 0;
    switch (op) {
    case Operator::Add:
        return __builtin_add_overflow(a, b, &result) ? Checked {} : result;
    case Operator::Subtract:
        return __builtin_sub_overflow(a, b, &result) ? Checked {} : result;
    case Operator::Multiply:
        return __builtin_mul_overflow(a, b, &result) ? Checked {} : result;
    case Operator::Divide:
        return floorDivide(a, b);
    case Operator::Modulo:
        return b == 0 || b == -1 ? (b == 0 ? Checked {} : 0) : a % b;
    case Operator::Less:
        return a < b;
    case Operator::LessEqual:
        return a <= b;
    case Operator::Greater:
        return a > b;
    case Operator::GreaterEqual:
        return a >= b;
    case Operator::Equal:
        return a == b;
    case Operator::NotEqual:
        return a != b;
    case Operator::Minimum:
        return std::min(a, b);
    case Operator::Maximum:
        return std::max(a, b);
    case Operator::RoundUp:
        return roundUp(a, b);
    case Operator::CeilDivide: {
        if (b <= 0 || a < 0)
            return std::nullopt;
        return a / b + (a % b != 0 ? 1 : 0);
    }
    default:
        return std::nullopt;
    }
}

Checked powerOfTwoCeil(std::int64_t value)
{
    if (value <= 1)
        return 1;
    if (value > (std::int64_t {1} << 62U))
        return std::nullopt;
    return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(value)));
}

Result<std::int64_t> evaluateNode(
    const Expression::Node& node, const Symbols& values, std::string_view text)
{
    const auto operand
        = [&](std::size_t i) { return evaluateNode(*node.operands[i], values, text); };
    switch (node.op) {
    case Operator::Constant:
        return node.value;
    case Operator::Symbol: {
        const auto found = values.find(node.name);
        if (found == values.end())
            return fail(ErrorCode::InvalidInput, "expression '{}' needs a value for '{}'.", text,
                node.name);
        return found->second;
    }
    case Operator::And:
    case Operator::Or: {
        AK_ASSIGN(const auto left, operand(0));
        if ((left != 0) == (node.op == Operator::Or))
            return left != 0 ? 1 : 0;
        AK_ASSIGN(const auto right, operand(1));
        return right != 0 ? 1 : 0;
    }
    case Operator::Conditional: {
        AK_ASSIGN(const auto condition, operand(0));
        return operand(condition != 0 ? 1 : 2);
    }
    default:
        break;
    }
    if (node.op == Operator::SquareRoot)
        return fail(ErrorCode::InvalidInput,
            "expression '{}' is an integer: sqrt is for defaults of scalars.", text);
    AK_ASSIGN(const auto first, operand(0));
    Checked result;
    if (node.op == Operator::Not) {
        result = first == 0 ? 1 : 0;
    } else if (node.op == Operator::Negate) {
        result = apply(Operator::Subtract, 0, first);
    } else if (node.op == Operator::PowerOfTwoCeil) {
        result = powerOfTwoCeil(first);
    } else {
        AK_ASSIGN(const auto second, operand(1));
        result = apply(node.op, first, second);
    }
    if (!result)
        return fail(ErrorCode::InvalidInput,
            "expression '{}' overflows 64 bits or divides by zero for these values.", text);
    return *result;
}

Result<double> evaluateRealNode(
    const Expression::Node& node, const Symbols& values, std::string_view text)
{
    if (node.op == Operator::Constant || node.op == Operator::Symbol) {
        AK_ASSIGN(const auto value, evaluateNode(node, values, text));
        return static_cast<double>(value);
    }
    std::vector<double> operands;
    for (const auto& operand : node.operands) {
        AK_ASSIGN(const auto value, evaluateRealNode(*operand, values, text));
        operands.push_back(value);
    }
    switch (node.op) {
    case Operator::Negate:
        return -operands[0];
    case Operator::Add:
        return operands[0] + operands[1];
    case Operator::Subtract:
        return operands[0] - operands[1];
    case Operator::Multiply:
        return operands[0] * operands[1];
    case Operator::Divide:
        return operands[0] / operands[1];
    case Operator::Minimum:
        return std::min(operands[0], operands[1]);
    case Operator::Maximum:
        return std::max(operands[0], operands[1]);
    case Operator::SquareRoot:
        return std::sqrt(operands[0]);
    default:
        return fail(ErrorCode::InvalidInput,
            "expression '{}' is a real value: known are + - * / min max and sqrt.", text);
    }
}

void collectNames(const Expression::Node& node, std::set<std::string>& names)
{
    if (node.op == Operator::Symbol)
        names.insert(node.name);
    for (const auto& operand : node.operands)
        collectNames(*operand, names);
}

} // namespace

Result<Expression> Expression::parse(std::string_view text)
{
    Expression expression;
    expression.m_text = text;
    AK_ASSIGN(expression.m_root, parseExpression(text));
    return expression;
}

Result<std::int64_t> Expression::evaluate(const Symbols& values) const
{
    if (!m_root)
        return fail(ErrorCode::Internal, "an empty expression was evaluated.");
    return evaluateNode(*m_root, values, m_text);
}

Result<double> Expression::evaluateReal(const Symbols& values) const
{
    if (!m_root)
        return fail(ErrorCode::Internal, "an empty expression was evaluated.");
    return evaluateRealNode(*m_root, values, m_text);
}

std::set<std::string> Expression::names() const
{
    std::set<std::string> names;
    if (m_root)
        collectNames(*m_root, names);
    return names;
}

Result<std::int64_t> evaluate(std::string_view expression, const Symbols& values)
{
    AK_ASSIGN(const auto parsed, Expression::parse(expression));
    return parsed.evaluate(values);
}

} // namespace autokernel::kernel
