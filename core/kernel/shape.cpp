// SPDX-License-Identifier: Apache-2.0
#include "kernel/shape.h"

#include <cctype>
#include <charconv>

namespace autokernel::kernel {
namespace {
bool isName(std::string_view text)
{
    if (text.empty()
        || (std::isalpha(static_cast<unsigned char>(text.front())) == 0 && text.front() != '_'))
        return false;
    for (const char c : text)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_')
            return false;
    return true;
}
} // namespace

Result<Symbols> parseSymbols(std::string_view text)
{
    Symbols symbols;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const auto item = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view {} : rest.substr(comma + 1);
        const auto equals = item.find('=');
        const auto name = item.substr(0, equals);
        if (equals == std::string_view::npos || !isName(name))
            return fail(ErrorCode::InvalidInput,
                "'{}' is not a shape: expected NAME=SIZE pairs such as R=4096,D=4096.", text);
        const auto digits = item.substr(equals + 1);
        std::int64_t value = 0;
        const auto [end, error]
            = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc {} || end != digits.data() + digits.size() || value < 0)
            return fail(ErrorCode::InvalidInput,
                "'{}' in shape '{}' is not a size: expected a whole number from 0 to 2^63-1.",
                digits, text);
        if (!symbols.emplace(std::string(name), value).second)
            return fail(ErrorCode::InvalidInput, "shape '{}' gives {} twice.", text, name);
    }
    if (symbols.empty())
        return fail(
            ErrorCode::InvalidInput, "the shape is empty: expected for instance R=4096,D=4096.");
    return symbols;
}

std::string formatSymbols(const Symbols& symbols)
{
    std::string text;
    for (const auto& [name, value] : symbols)
        text += fmt::format("{}{}={}", text.empty() ? "" : ",", name, value);
    return text;
}

} // namespace autokernel::kernel
