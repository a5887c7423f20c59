// SPDX-License-Identifier: Apache-2.0
#include "cli/script_json.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace autokernel::cli {
namespace {

constexpr std::array<std::string_view, 3> kNamesOfKernels {"symbols", "scalars", "tunables"};

std::string snakeCase(std::string_view key)
{
    std::string text;
    bool followsLower = false;
    for (const char c : key) {
        const bool begins = followsLower && std::isupper(static_cast<unsigned char>(c)) != 0;
        followsLower = std::islower(static_cast<unsigned char>(c)) != 0;
        if (begins)
            text += '_';
        text += begins ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : c;
    }
    return text;
}

} // namespace

Json forScripts(const Json& json)
{
    if (json.is_array()) {
        Json items = Json::array();
        for (const auto& item : json)
            items.push_back(forScripts(item));
        return items;
    }
    if (!json.is_object())
        return json;
    Json object = Json::object();
    for (const auto& [key, value] : json.items()) {
        const bool isOfKernel = std::find(kNamesOfKernels.begin(), kNamesOfKernels.end(), key)
            != kNamesOfKernels.end();
        object[snakeCase(key)] = isOfKernel ? value : forScripts(value);
    }
    return object;
}

} // namespace autokernel::cli
