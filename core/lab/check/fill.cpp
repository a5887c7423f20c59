// SPDX-License-Identifier: Apache-2.0
#include "lab/check/fill.h"

#include "kernel/expression.h"

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <string>

namespace autokernel::lab {
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
Result<double> boundOf(const std::string& text, const kernel::Symbols& symbols)
{
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (end != text.c_str()
        && text.find_first_not_of(' ', static_cast<std::size_t>(end - text.c_str()))
            == std::string::npos)
        return number;
    AK_ASSIGN(const auto expression, kernel::Expression::parse(text));
    return expression.evaluateReal(symbols);
}

} // namespace

Result<Fill> parseFill(std::string_view text, const kernel::Symbols& symbols)
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
        AK_ASSIGN(fill.bound, kernel::evaluate(arguments, symbols));
        if (fill.bound < 1)
            return fail(ErrorCode::BrokenKernelType,
                "The fill \"{}\" has no value to draw: its bound is {}.", text, fill.bound);
        return fill;
    }
    return fail(unreadable(text));
}

float RandomNumbers::normal(std::uint64_t n) const
{
    const std::uint64_t drawn = bits(n);
    const float radius = (static_cast<float>(drawn >> 40) + 1) * 0x1p-24F; // in (0, 1]
    const float angle = static_cast<float>(drawn & 0xFFFFFFU) * 0x1p-24F;
    return std::sqrt(-2 * std::log(radius)) * std::cos(2 * std::numbers::pi_v<float> * angle);
}

std::uint64_t mixSeeds(std::uint64_t a, std::uint64_t b)
{
    return RandomNumbers(a).bits(b);
}

} // namespace autokernel::lab
