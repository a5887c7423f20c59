// SPDX-License-Identifier: Apache-2.0
#include "lab/package_runtime/processor.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string_view>

namespace autokernel::package {
namespace {

bool isVectorSet(std::string_view flag)
{
    constexpr std::string_view kSingle[] = {"fma", "f16c", "bmi1", "bmi2", "abm", "movbe"};
    constexpr std::string_view kFamilies[] = {"avx", "amx", "sse4"};
    return std::ranges::find(kSingle, flag) != std::end(kSingle)
        || std::ranges::any_of(
            kFamilies, [&](std::string_view family) { return flag.starts_with(family); });
}

} // namespace

std::vector<std::string> vectorInstructionSets()
{
    std::set<std::string> found;
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("flags"))
            continue;
        std::istringstream flags(line.substr(line.find(':') + 1));
        for (std::string flag; flags >> flag;)
            if (isVectorSet(flag))
                found.insert(flag);
        break;
    }
    return {found.begin(), found.end()};
}

std::vector<std::string> missingInstructionSets(const std::vector<std::string>& required)
{
    const auto present = vectorInstructionSets();
    std::vector<std::string> missing;
    std::ranges::copy_if(required, std::back_inserter(missing),
        [&](const std::string& set) { return std::ranges::find(present, set) == present.end(); });
    return missing;
}

} // namespace autokernel::package
