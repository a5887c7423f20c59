// SPDX-License-Identifier: Apache-2.0
#include "kernel/expression.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <charconv>
#include <limits>
#include <optional>
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
};

struct Expression::Node
{
    Operator op = Operator::Constant;
    std::int64_t value = 0;
    std::string name;
    std::vector<std::shared_ptr<const Node>> operands;
};

namespace {

using NodePointer = std::shared_ptr<const Expression::Node>;

constexpr std::size_t kMaximumLength = 4096;
constexpr int kMaximumDepth = 64;

struct BinaryOperator
{
    std::string_view text;
    int precedence;
    Operator op;
};
// Longer spellings first: "<=" must not be read as "<".
constexpr std::array<BinaryOperator, 13> kBinary {{
    {"||", 1, Operator::Or},
    {"&&", 2, Operator::And},
    {"==", 3, Operator::Equal},
    {"!=", 3, Operator::NotEqual},
    {"<=", 4, Operator::LessEqual},
    {">=", 4, Operator::GreaterEqual},
    {"<", 4, Operator::Less},
    {">", 4, Operator::Greater},
    {"+", 5, Operator::Add},
    {"-", 5, Operator::Subtract},
    {"*", 6, Operator::Multiply},
    {"/", 6, Operator::Divide},
    {"%", 6, Operator::Modulo},
}};

struct Function
{
    std::string_view name;
    std::size_t arity;
    Operator op;
};
constexpr std::array<Function, 5> kFunctions {{
    {"min", 2, Operator::Minimum},
    {"max", 2, Operator::Maximum},
    {"ceil_div", 2, Operator::CeilDivide},
    {"round_up", 2, Operator::RoundUp},
    {"pow2ceil", 1, Operator::PowerOfTwoCeil},
}};

NodePointer node(Operator op, std::vector<NodePointer> operands)
{
    return std::make_shared<Expression::Node>(Expression::Node {op, 0, {}, std::move(operands)});
}

class Parser
{
public:
    explicit Parser(std::string_view text)
        : m_text(text)
    {
    }

    Result<NodePointer> parseAll()
    {
        AK_ASSIGN(auto root, conditional(0));
        skipSpace();
        if (m_position != m_text.size())
            return unexpected("the end");
        return root;
    }

private:
    Result<NodePointer> conditional(int depth)
    {
        if (depth > kMaximumDepth)
            return fail(ErrorCode::InvalidInput, "expression '{}' is nested too deeply.", m_text);
        AK_ASSIGN(auto condition, binary(1, depth));
        if (!accept("?"))
            return condition;
        AK_ASSIGN(auto yes, conditional(depth + 1));
        if (!accept(":"))
            return unexpected("':'");
        AK_ASSIGN(auto no, conditional(depth + 1));
        return node(Operator::Conditional, {std::move(condition), std::move(yes), std::move(no)});
    }

    Result<NodePointer> binary(int minimumPrecedence, int depth)
    {
        AK_ASSIGN(auto left, unary(depth));
        for (;;) {
            const auto* found = acceptBinary(minimumPrecedence);
            if (!found)
                return left;
            AK_ASSIGN(auto right, binary(found->precedence + 1, depth + 1));
            left = node(found->op, {std::move(left), std::move(right)});
        }
    }

    Result<NodePointer> unary(int depth)
    {
        if (depth > kMaximumDepth)
            return fail(ErrorCode::InvalidInput, "expression '{}' is nested too deeply.", m_text);
        if (accept("-")) {
            AK_ASSIGN(auto operand, unary(depth + 1));
            return node(Operator::Negate, {std::move(operand)});
        }
        if (accept("!")) {
            AK_ASSIGN(auto operand, unary(depth + 1));
            return node(Operator::Not, {std::move(operand)});
        }
        return primary(depth);
    }

    Result<NodePointer> primary(int depth)
    {
        if (accept("(")) {
            AK_ASSIGN(auto inner, conditional(depth + 1));
            if (!accept(")"))
                return unexpected("')'");
            return inner;
        }
        skipSpace();
        if (m_position < m_text.size()
            && std::isdigit(static_cast<unsigned char>(m_text[m_position])) != 0)
            return number();
        const auto name = identifier();
        if (name.empty())
            return unexpected("a number, a name or '('");
        if (!accept("(")) {
            auto symbol = std::make_shared<Expression::Node>();
            symbol->op = Operator::Symbol;
            symbol->name = name;
            return NodePointer(symbol);
        }
        return call(name, depth);
    }

    Result<NodePointer> call(std::string_view name, int depth)
    {
        const auto* function = std::find_if(kFunctions.begin(), kFunctions.end(),
            [&](const Function& f) { return f.name == name; });
        if (function == kFunctions.end())
            return fail(ErrorCode::InvalidInput,
                "expression '{}' calls '{}': known are min, max, ceil_div, round_up and pow2ceil.",
                m_text, name);
        std::vector<NodePointer> operands;
        for (std::size_t i = 0; i < function->arity; ++i) {
            if (i > 0 && !accept(","))
                return unexpected("','");
            AK_ASSIGN(auto operand, conditional(depth + 1));
            operands.push_back(std::move(operand));
        }
        if (!accept(")"))
            return unexpected("')'");
        return node(function->op, std::move(operands));
    }

    Result<NodePointer> number()
    {
        auto constant = std::make_shared<Expression::Node>();
        const char* begin = m_text.data() + m_position;
        const auto [end, error]
            = std::from_chars(begin, m_text.data() + m_text.size(), constant->value);
        if (error != std::errc {})
            return fail(
                ErrorCode::InvalidInput, "a number in expression '{}' exceeds 64 bits.", m_text);
        m_position += static_cast<std::size_t>(end - begin);
        return NodePointer(constant);
    }

    std::string_view identifier()
    {
        skipSpace();
        const auto start = m_position;
        while (m_position < m_text.size()
            && (std::isalnum(static_cast<unsigned char>(m_text[m_position])) != 0
                || m_text[m_position] == '_'))
            ++m_position;
        return m_text.substr(start, m_position - start);
    }

    const BinaryOperator* acceptBinary(int minimumPrecedence)
    {
        skipSpace();
        for (const auto& candidate : kBinary) {
            if (candidate.precedence >= minimumPrecedence
                && m_text.substr(m_position).starts_with(candidate.text)) {
                m_position += candidate.text.size();
                return &candidate;
            }
        }
        return nullptr;
    }

    bool accept(std::string_view token)
    {
        skipSpace();
        if (!m_text.substr(m_position).starts_with(token))
            return false;
        m_position += token.size();
        return true;
    }

    void skipSpace()
    {
        while (m_position < m_text.size()
            && std::isspace(static_cast<unsigned char>(m_text[m_position])) != 0)
            ++m_position;
    }

    tl::unexpected<Error> unexpected(std::string_view expected) const
    {
        return fail(ErrorCode::InvalidInput, "expression '{}': expected {} at character {}.",
            m_text, expected, m_position + 1);
    }

    std::string_view m_text;
    std::size_t m_position = 0;
};

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
    if (text.size() > kMaximumLength)
        return fail(
            ErrorCode::InvalidInput, "an expression of {} characters is too long.", text.size());
    Expression expression;
    expression.m_text = text;
    AK_ASSIGN(expression.m_root, Parser(expression.m_text).parseAll());
    return expression;
}

Result<std::int64_t> Expression::evaluate(const Symbols& values) const
{
    if (!m_root)
        return fail(ErrorCode::Internal, "an empty expression was evaluated.");
    return evaluateNode(*m_root, values, m_text);
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
