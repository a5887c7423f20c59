// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace autokernel::lab {

// "--name value" pairs of a helper's command line; what precedes the first is ignored. Written by
// our own code only, so a missing option is a std::runtime_error.
class RoleOptions
{
public:
    RoleOptions(int argc, char** argv);
    bool has(std::string_view name) const { return m_values.contains(name); }
    const std::string& require(std::string_view name) const;
    std::vector<std::size_t> positions(std::string_view name) const; // "0,3"; empty when absent

private:
    std::map<std::string, std::string, std::less<>> m_values;
};

} // namespace autokernel::lab
