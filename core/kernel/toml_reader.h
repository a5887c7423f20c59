// SPDX-License-Identifier: Apache-2.0
// Reads one TOML table strictly: every key is asked for once, wrong types and keys nobody asked for
// are errors that name file, line and what was expected. Private to core/kernel.
#pragma once

#include "kernel/expression.h"

#include <toml++/toml.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autokernel::kernel {

// `lineOffset` is added to TOML line numbers: manifests start in the middle of a source file.
struct TomlOrigin
{
    std::string file;
    std::uint32_t lineOffset = 0;
};

Result<toml::table> parseToml(std::string_view text, const TomlOrigin& origin);
// toml++ keeps tables sorted by name; what is tried in turn is tried in the order of the file.
std::vector<std::pair<std::string, const toml::node*>> inFileOrder(const toml::table& table);

class TomlReader
{
public:
    TomlReader(const toml::table& table, const TomlOrigin& origin)
        : m_table(&table)
        , m_origin(&origin)
    {
    }

    bool has(std::string_view key) const { return m_table->contains(key); }
    const toml::node* take(std::string_view key); // null when absent

    Result<std::string> string(std::string_view key); // required
    Result<std::string> stringOr(std::string_view key, std::string fallback);
    Result<bool> booleanOr(std::string_view key, bool fallback);
    Result<double> numberOr(std::string_view key, double fallback);
    Result<std::int64_t> integer(std::string_view key);
    Result<std::int64_t> integerOr(
        std::string_view key, std::int64_t fallback, std::int64_t lowest, std::int64_t highest);
    Result<std::optional<std::int64_t>> integerOrNull(std::string_view key);
    Result<std::vector<std::string>> stringsOr(
        std::string_view key, std::vector<std::string> fallback);
    Result<std::vector<double>> numbersOr(std::string_view key, std::vector<double> fallback);
    Result<std::vector<std::int64_t>> integers(std::string_view key);
    // Strings or integers, each an expression.
    Result<std::vector<Expression>> expressionsOr(
        std::string_view key, std::vector<Expression> fallback);
    Result<Expression> expression(std::string_view key);
    Result<const toml::table*> tableOrNull(std::string_view key);
    Result<std::vector<const toml::table*>> tables(std::string_view key); // [] when absent

    Result<void> finish() const; // an error for the first key that nobody took

    tl::unexpected<Error> error(const toml::node* where, std::string_view message) const;
    const TomlOrigin& origin() const { return *m_origin; }
    const toml::table& table() const { return *m_table; }

private:
    tl::unexpected<Error> missing(std::string_view key, std::string_view expected) const;
    tl::unexpected<Error> wrong(
        const toml::node& node, std::string_view key, std::string_view expected) const;
    const toml::table* m_table;
    const TomlOrigin* m_origin;
    std::set<std::string, std::less<>> m_taken;
};

} // namespace autokernel::kernel
