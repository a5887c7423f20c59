// SPDX-License-Identifier: Apache-2.0
#include "lab/baseline/role_options.h"

#include <sstream>
#include <stdexcept>

namespace autokernel::lab {

RoleOptions::RoleOptions(int argc, char** argv)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name(argv[i]);
        if (name.starts_with("--"))
            m_values.emplace(name.substr(2), argv[i + 1]);
    }
}

const std::string& RoleOptions::require(std::string_view name) const
{
    const auto found = m_values.find(name);
    if (found == m_values.end())
        throw std::runtime_error("the helper was started without --" + std::string(name));
    return found->second;
}

std::vector<std::size_t> RoleOptions::positions(std::string_view name) const
{
    std::vector<std::size_t> result;
    const auto found = m_values.find(name);
    if (found == m_values.end())
        return result;
    std::istringstream stream(found->second);
    for (std::string item; std::getline(stream, item, ',');)
        result.push_back(std::stoul(item));
    return result;
}

} // namespace autokernel::lab
