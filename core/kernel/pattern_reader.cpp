// SPDX-License-Identifier: Apache-2.0
#include "kernel/pattern_reader.h"

#include "base/json.h"

#include <algorithm>
#include <cmath>

namespace autokernel::kernel {
namespace {

Result<std::string> jsonText(TomlReader& reader, const toml::node& node)
{
    if (const auto value = node.value_exact<bool>())
        return std::string(*value ? "true" : "false");
    if (const auto value = node.value_exact<std::int64_t>())
        return Json(*value).dump();
    if (const auto value = node.value_exact<double>(); value && std::isfinite(*value))
        return Json(*value).dump();
    if (const auto value = node.value_exact<std::string>())
        return Json(*value).dump();
    if (const auto* array = node.as_array()) {
        std::string text = "[";
        for (const auto& item : *array) {
            AK_ASSIGN(const auto element, jsonText(reader, item));
            text += (text.size() > 1 ? "," : "") + element;
        }
        return text + "]";
    }
    return reader.error(&node, "expected a boolean, a finite number, a string or a list of them");
}

Result<PatternSpec> readPattern(
    std::string name, const toml::table& table, const KernelType& type, const TomlOrigin& origin)
{
    TomlReader reader(table, origin);
    PatternSpec pattern;
    pattern.name = std::move(name);
    pattern.line = table.source().begin.line;
    AK_ASSIGN(pattern.variant, reader.stringOr("variant", "default"));
    const auto* variant = type.findVariant(pattern.variant);
    if (variant == nullptr)
        return reader.error(reader.take("variant"),
            fmt::format(
                "pattern '{}' names the unknown variant '{}'", pattern.name, pattern.variant));
    AK_ASSIGN(const auto* require, reader.tableOrNull("require"));
    if (require) {
        for (const auto& [key, node] : *require) {
            AK_ASSIGN(auto text, jsonText(reader, node));
            pattern.require.emplace(key.str(), std::move(text));
        }
    }
    AK_ASSIGN(const auto* scalars, reader.tableOrNull("scalars"));
    if (scalars) {
        for (const auto& [key, node] : *scalars) {
            if (!node.is_number())
                return reader.error(&node, fmt::format("scalar '{}' must be a number", key.str()));
            if (std::ranges::find(variant->scalars, key.str(), &ScalarSpec::name)
                == variant->scalars.end())
                return reader.error(&node,
                    fmt::format("pattern '{}' fixes '{}', which is no scalar of the variant '{}'",
                        pattern.name, key.str(), pattern.variant));
            pattern.scalars.emplace(key.str(), *node.value<double>());
        }
    }
    AK_TRY(reader.finish());
    return pattern;
}

} // namespace

Result<void> readPatterns(TomlReader& root, KernelType& type)
{
    AK_ASSIGN(const auto* patterns, root.tableOrNull("pattern"));
    if (!patterns)
        return {};
    for (const auto& [name, node] : inFileOrder(*patterns)) {
        if (!node->is_table())
            return root.error(node, fmt::format("'pattern.{}' must be a table", name));
        AK_ASSIGN(auto pattern, readPattern(name, *node->as_table(), type, root.origin()));
        type.patterns.push_back(std::move(pattern));
    }
    return {};
}

} // namespace autokernel::kernel
