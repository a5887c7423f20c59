// SPDX-License-Identifier: Apache-2.0
#include "kernel/expression_node.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace autokernel::kernel {
namespace {

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
constexpr std::array<Function, 6> kFunctions {{
    {"min", 2, Operator::Minimum},
    {"max", 2, Operator::Maximum},
    {"ceil_div", 2, Operator::CeilDivide},
    {"round_up", 2, Operator::RoundUp},
    {"pow2ceil", 1, Operator::PowerOfTwoCeil},
    {"sqrt", 1, Operator::SquareRoot},
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
                "expression '{}' calls '{}': known are min, max, ceil_div, round_up, pow2ceil and "
                "sqrt.",
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

} // namespace

Result<NodePointer> parseExpression(std::string_view text)
{
    if (text.size() > kMaximumLength)
        return fail(
            ErrorCode::InvalidInput, "an expression of {} characters is too long.", text.size());
    return Parser(text).parseAll();
}

} // namespace autokernel::kernel
