// SPDX-License-Identifier: Apache-2.0
#include "lab/model/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>

namespace autokernel::lab {
namespace {

std::optional<std::uint64_t> numberIn(const char* path)
{
    std::ifstream file(path);
    std::uint64_t number = 0;
    return file >> number ? std::optional(number) : std::nullopt; // "max" is no number
}

std::optional<std::uint64_t> memAvailable()
{
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("MemAvailable:"))
            return std::stoull(line.substr(13)) * 1024;
    return std::nullopt;
}

std::optional<std::uint64_t> controlGroupRoom()
{
    const auto limit = numberIn("/sys/fs/cgroup/memory.max");
    const auto used = numberIn("/sys/fs/cgroup/memory.current");
    if (!limit || !used)
        return std::nullopt;
    return *limit - std::min(*limit, *used);
}

} // namespace

std::uint64_t availableMemoryBytes()
{
    const auto machine = memAvailable();
    const auto group = controlGroupRoom();
    if (machine && group)
        return std::min(*machine, *group);
    return machine.value_or(group.value_or(0));
}

std::string formatBytes(std::uint64_t bytes)
{
    const auto value = static_cast<double>(bytes);
    return value >= 1e8 ? fmt::format("{:.1f} GB", value / 1e9)
                        : fmt::format("{:.1f} MB", value / 1e6);
}

} // namespace autokernel::lab
