// SPDX-License-Identifier: Apache-2.0
#include "lab/profile/bind_symbols.h"

#include <functional>
#include <numeric>

namespace autokernel::lab {
namespace {

struct Equation
{
    const kernel::Expression* expression;
    std::int64_t value;
    std::string where; // "x dimension 0"
};

// The spec's expression is taken as a + b * symbol, and the answer is checked afterwards by
// evaluating it.
std::optional<std::int64_t> solveLinear(const kernel::Expression& expression,
    const std::string& symbol, kernel::Symbols known, std::int64_t value)
{
    known[symbol] = value;
    if (const auto same = expression.evaluate(known); same && *same == value)
        return value; // the symbol itself
    known[symbol] = 1;
    const auto one = expression.evaluate(known);
    known[symbol] = 2;
    const auto two = expression.evaluate(known);
    if (!one || !two || *two == *one || (value - *one) % (*two - *one) != 0)
        return std::nullopt;
    const auto solution = 1 + (value - *one) / (*two - *one);
    known[symbol] = solution;
    const auto check = expression.evaluate(known);
    return check && *check == value && solution >= 0 ? std::optional(solution) : std::nullopt;
}

Result<void> addEquations(std::vector<Equation>& equations,
    const std::vector<kernel::TensorSpec>& specs, const std::vector<Shape>& shapes)
{
    for (std::size_t i = 0; i < specs.size(); ++i) {
        const auto folded = foldShape(shapes[i], specs[i]);
        if (!folded)
            return fail(ErrorCode::InvalidInput, "{} has rank {} where the kernel needs {}",
                specs[i].name, shapes[i].size(), specs[i].shape.size());
        for (std::size_t d = 0; d < folded->size(); ++d)
            equations.push_back({&specs[i].shape[d], (*folded)[d],
                fmt::format("{} dimension {}", specs[i].name, d)});
    }
    return {};
}

std::vector<std::string> unknownsOf(
    const kernel::Expression& expression, const kernel::Symbols& known)
{
    std::vector<std::string> unknown;
    for (const auto& name : expression.names())
        if (!known.contains(name))
            unknown.push_back(name);
    return unknown;
}

} // namespace

std::optional<Shape> foldShape(const Shape& actual, const kernel::TensorSpec& spec)
{
    const auto rank = spec.shape.size();
    if (actual.size() == rank)
        return actual;
    if (actual.size() < rank || rank == 0 || spec.isConstant)
        return std::nullopt;
    const auto extra = static_cast<Shape::difference_type>(actual.size() - rank + 1);
    Shape folded {std::accumulate(
        actual.begin(), actual.begin() + extra, std::int64_t {1}, std::multiplies<>())};
    folded.insert(folded.end(), actual.begin() + extra, actual.end());
    return folded;
}

Result<kernel::Symbols> bindSymbols(const kernel::KernelType& type, const kernel::Variant& variant,
    const std::vector<Shape>& inputs, const std::vector<Shape>& outputs)
{
    std::vector<Equation> equations;
    AK_TRY(addEquations(equations, variant.inputs, inputs));
    AK_TRY(addEquations(equations, variant.outputs, outputs));
    kernel::Symbols symbols;
    for (bool progress = true; progress;) {
        progress = false;
        for (const auto& [expression, value, where] : equations) {
            const auto unknown = unknownsOf(*expression, symbols);
            if (unknown.size() != 1)
                continue;
            const auto solved = solveLinear(*expression, unknown.front(), symbols, value);
            if (!solved)
                return fail(ErrorCode::InvalidInput, "{} is {}, not of the form {}", where, value,
                    expression->text());
            symbols[unknown.front()] = *solved;
            progress = true;
        }
    }
    for (const auto& symbol : type.symbols)
        if (!symbols.contains(symbol))
            return fail(ErrorCode::InvalidInput, "no dimension determines {}", symbol);
    for (const auto& [expression, value, where] : equations) {
        AK_ASSIGN(const auto wanted, expression->evaluate(symbols));
        if (wanted != value)
            return fail(ErrorCode::InvalidInput, "{} is {} where {} is {}", where, value,
                expression->text(), wanted);
    }
    return symbols;
}

} // namespace autokernel::lab
