// SPDX-License-Identifier: Apache-2.0
#include "kernel/toml_reader.h"

namespace autokernel::kernel {
namespace {
std::string place(const TomlOrigin& origin, const toml::source_region& region)
{
    return fmt::format("{}:{}", origin.file, region.begin.line + origin.lineOffset);
}

Result<Expression> expressionOf(const toml::node& node)
{
    if (const auto text = node.value_exact<std::string>())
        return Expression::parse(*text);
    if (const auto number = node.value_exact<std::int64_t>())
        return Expression::parse(std::to_string(*number));
    return fail(ErrorCode::InvalidInput, "expected an expression in quotes, or a whole number");
}
} // namespace

Result<toml::table> parseToml(std::string_view text, const TomlOrigin& origin)
{
    try {
        return toml::parse(text, origin.file);
    } catch (const toml::parse_error& error) {
        return fail(ErrorCode::InvalidInput, "{}: not valid TOML: {}.",
            place(origin, error.source()), error.description());
    }
}

std::vector<std::pair<std::string, const toml::node*>> inFileOrder(const toml::table& table)
{
    std::vector<std::pair<std::string, const toml::node*>> entries;
    for (const auto& [key, node] : table)
        entries.emplace_back(key.str(), &node);
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        const auto left = a.second->source().begin;
        const auto right = b.second->source().begin;
        return std::pair(left.line, left.column) < std::pair(right.line, right.column);
    });
    return entries;
}

const toml::node* TomlReader::take(std::string_view key)
{
    m_taken.emplace(key);
    return m_table->get(key);
}

Result<std::string> TomlReader::string(std::string_view key)
{
    const auto* node = take(key);
    if (!node)
        return missing(key, "a string");
    if (auto value = node->value_exact<std::string>())
        return *value;
    return wrong(*node, key, "a string");
}

Result<std::string> TomlReader::stringOr(std::string_view key, std::string fallback)
{
    return has(key) ? string(key) : Result<std::string>(std::move(fallback));
}

Result<bool> TomlReader::booleanOr(std::string_view key, bool fallback)
{
    const auto* node = take(key);
    if (!node)
        return fallback;
    if (const auto value = node->value_exact<bool>())
        return *value;
    return wrong(*node, key, "true or false");
}

Result<double> TomlReader::numberOr(std::string_view key, double fallback)
{
    const auto* node = take(key);
    if (!node)
        return fallback;
    if (node->is_number())
        return *node->value<double>();
    return wrong(*node, key, "a number");
}

Result<std::int64_t> TomlReader::integer(std::string_view key)
{
    const auto* node = take(key);
    if (!node)
        return missing(key, "a whole number");
    if (const auto value = node->value_exact<std::int64_t>())
        return *value;
    return wrong(*node, key, "a whole number");
}

Result<std::int64_t> TomlReader::integerOr(
    std::string_view key, std::int64_t fallback, std::int64_t lowest, std::int64_t highest)
{
    const auto* node = take(key);
    if (!node)
        return fallback;
    const auto value = node->value_exact<std::int64_t>();
    if (!value || *value < lowest || *value > highest)
        return wrong(*node, key, fmt::format("a whole number from {} to {}", lowest, highest));
    return *value;
}

Result<std::optional<std::int64_t>> TomlReader::integerOrNull(std::string_view key)
{
    const auto* node = take(key);
    if (!node)
        return std::nullopt;
    if (const auto value = node->value_exact<std::int64_t>())
        return *value;
    return wrong(*node, key, "a whole number");
}

Result<std::vector<std::string>> TomlReader::stringsOr(
    std::string_view key, std::vector<std::string> fallback)
{
    const auto* node = take(key);
    if (!node)
        return fallback;
    if (const auto single = node->value_exact<std::string>())
        return std::vector<std::string> {*single};
    const auto* array = node->as_array();
    if (!array)
        return wrong(*node, key, "a list of strings");
    std::vector<std::string> values;
    for (const auto& item : *array) {
        const auto value = item.value_exact<std::string>();
        if (!value)
            return wrong(item, key, "a list of strings");
        values.push_back(*value);
    }
    return values;
}

Result<std::vector<double>> TomlReader::numbersOr(
    std::string_view key, std::vector<double> fallback)
{
    const auto* node = take(key);
    if (!node)
        return fallback;
    const auto* array = node->as_array();
    if (!array)
        return wrong(*node, key, "a list of numbers");
    std::vector<double> values;
    for (const auto& item : *array) {
        if (!item.is_number())
            return wrong(item, key, "a list of numbers");
        values.push_back(*item.value<double>());
    }
    return values;
}

Result<std::vector<std::int64_t>> TomlReader::integers(std::string_view key)
{
    const auto* node = take(key);
    const auto* array = node ? node->as_array() : nullptr;
    if (!array || array->empty())
        return node ? wrong(*node, key, "a list of whole numbers")
                    : missing(key, "a list of whole numbers");
    std::vector<std::int64_t> values;
    for (const auto& item : *array) {
        const auto value = item.value_exact<std::int64_t>();
        if (!value)
            return wrong(item, key, "a list of whole numbers");
        values.push_back(*value);
    }
    return values;
}

Result<std::vector<Expression>> TomlReader::expressionsOr(
    std::string_view key, std::vector<Expression> fallback)
{
    const auto* node = take(key);
    if (!node)
        return fallback;
    const auto* array = node->as_array();
    if (!array)
        return wrong(*node, key, "a list of expressions");
    std::vector<Expression> values;
    for (const auto& item : *array) {
        auto value = expressionOf(item);
        if (!value)
            return error(&item, value.error().message);
        values.push_back(std::move(*value));
    }
    return values;
}

Result<Expression> TomlReader::expression(std::string_view key)
{
    const auto* node = take(key);
    if (!node)
        return missing(key, "an expression");
    auto value = expressionOf(*node);
    if (!value)
        return error(node, value.error().message);
    return value;
}

Result<const toml::table*> TomlReader::tableOrNull(std::string_view key)
{
    const auto* node = take(key);
    if (node && !node->is_table())
        return wrong(*node, key, "a table");
    return node ? node->as_table() : nullptr;
}

Result<std::vector<const toml::table*>> TomlReader::tables(std::string_view key)
{
    std::vector<const toml::table*> result;
    const auto* node = take(key);
    if (!node)
        return result;
    const auto* array = node->as_array();
    if (!array)
        return wrong(*node, key, "a list of tables");
    for (const auto& item : *array) {
        if (!item.is_table())
            return wrong(item, key, "a list of tables");
        result.push_back(item.as_table());
    }
    return result;
}

Result<void> TomlReader::finish() const
{
    for (const auto& [key, node] : *m_table)
        if (!m_taken.contains(key.str()))
            return error(&node, fmt::format("unknown key '{}'", key.str()));
    return {};
}

tl::unexpected<Error> TomlReader::error(const toml::node* where, std::string_view message) const
{
    if (message.ends_with('.'))
        message.remove_suffix(1);
    return fail(ErrorCode::InvalidInput, "{}: {}.",
        place(*m_origin, where ? where->source() : m_table->source()), message);
}

tl::unexpected<Error> TomlReader::missing(std::string_view key, std::string_view expected) const
{
    return error(nullptr, fmt::format("'{}' is missing: expected {}", key, expected));
}

tl::unexpected<Error> TomlReader::wrong(
    const toml::node& node, std::string_view key, std::string_view expected) const
{
    return error(&node, fmt::format("'{}' must be {}", key, expected));
}

} // namespace autokernel::kernel
