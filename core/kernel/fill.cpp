// SPDX-License-Identifier: Apache-2.0
#include "kernel/fill.h"

#include "kernel/expression.h"

#include <cmath>
#include <cstdlib>
#include <string>

namespace autokernel::kernel {
namespace {

Error unreadable(std::string_view text)
{
    return {ErrorCode::BrokenKernelType,
        fmt::format(
            "The fill \"{}\" is not known: expected uniform(a,b), normal, index(V), lengths(S) "
            "or mask.",
            text),
        {}};
}

// A bound is a real expression over the symbols: "-1", "1/sqrt(D)".
Result<double> boundOf(const std::string& text, const Symbols& symbols)
{
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (end != text.c_str()
        && text.find_first_not_of(' ', static_cast<std::size_t>(end - text.c_str()))
            == std::string::npos)
        return number;
    AK_ASSIGN(const auto expression, Expression::parse(text));
    return expression.evaluateReal(symbols);
}

} // namespace

Result<Fill> parseFill(std::string_view text, const Symbols& symbols)
{
    const auto open = text.find('(');
    const std::string_view name = text.substr(0, open);
    std::string arguments;
    if (open != std::string_view::npos) {
        if (text.back() != ')')
            return fail(unreadable(text));
        arguments = std::string(text.substr(open + 1, text.size() - open - 2));
    }
    Fill fill;
    if (name == "normal" || name == "mask") {
        fill.kind = name == "mask" ? Fill::Kind::Mask : Fill::Kind::Normal;
        if (open != std::string_view::npos)
            return fail(unreadable(text));
        return fill;
    }
    if (name == "uniform") {
        const auto comma = arguments.find(',');
        if (comma == std::string::npos)
            return fail(unreadable(text));
        const auto low = boundOf(arguments.substr(0, comma), symbols);
        const auto high = boundOf(arguments.substr(comma + 1), symbols);
        if (!low || !high || !std::isfinite(*low) || !std::isfinite(*high) || *low > *high)
            return fail(unreadable(text));
        fill.low = *low;
        fill.high = *high;
        return fill;
    }
    if (name == "index" || name == "lengths") {
        fill.kind = name == "index" ? Fill::Kind::Index : Fill::Kind::Lengths;
        AK_ASSIGN(fill.bound, evaluate(arguments, symbols));
        if (fill.bound < 1)
            return fail(ErrorCode::BrokenKernelType,
                "The fill \"{}\" has no value to draw: its bound is {}.", text, fill.bound);
        return fill;
    }
    return fail(unreadable(text));
}

} // namespace autokernel::kernel
