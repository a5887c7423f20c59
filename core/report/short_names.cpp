// SPDX-License-Identifier: Apache-2.0
#include "report/short_names.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

namespace autokernel::report {
namespace {

struct KeyParts
{
    std::string variant;
    std::string dtype;
    std::vector<std::string> sizes;
};

KeyParts keyPartsOf(const std::string& key)
{
    KeyParts parts;
    std::istringstream words(key);
    std::string size;
    words >> parts.variant >> parts.dtype >> std::ws;
    while (std::getline(words, size, ','))
        parts.sizes.push_back(size);
    return parts;
}

std::string withoutDefault(const std::string& variant)
{
    constexpr std::string_view kDefault = "/default";
    return variant.ends_with(kDefault) ? variant.substr(0, variant.size() - kDefault.size())
                                       : variant;
}

} // namespace

std::vector<std::string> shortNames(const std::vector<std::string>& keys)
{
    std::vector<KeyParts> all;
    std::transform(keys.begin(), keys.end(), std::back_inserter(all), keyPartsOf);
    std::vector<std::string> names;
    for (const auto& one : all) {
        const auto isToldApartBy = [&](const auto& differs) {
            return std::any_of(all.begin(), all.end(), [&](const KeyParts& other) {
                return other.variant == one.variant && differs(other);
            });
        };
        std::string name = withoutDefault(one.variant);
        if (isToldApartBy([&](const KeyParts& other) { return other.dtype != one.dtype; }))
            name += ' ' + one.dtype;
        std::vector<std::string> telling;
        for (const auto& size : one.sizes)
            if (isToldApartBy([&](const KeyParts& other) {
                    return std::find(other.sizes.begin(), other.sizes.end(), size)
                        == other.sizes.end();
                }))
                telling.push_back(size);
        if (!telling.empty())
            name += fmt::format(" {}", fmt::join(telling, ","));
        names.push_back(name);
    }
    return names;
}

} // namespace autokernel::report
