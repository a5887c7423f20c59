// SPDX-License-Identifier: Apache-2.0
#include "lab/device/cpu_info.h"

#include "lab/device/cpu_features.h"

#include <fmt/ranges.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace autokernel::lab {
namespace {

template <typename T> T readOr(const std::string& path, T fallback)
{
    T value = fallback;
    std::ifstream file(path);
    return file >> value ? value : fallback;
}

// "48K", "32768K", "36M" as sysfs writes cache sizes.
std::uint64_t parseSize(const std::string& text)
{
    std::istringstream stream(text);
    std::uint64_t value = 0;
    char unit = 0;
    stream >> value >> unit;
    return value << (unit == 'K' ? 10U : unit == 'M' ? 20U : unit == 'G' ? 30U : 0U);
}

// CPU time per wall time that the control group grants; infinity without a limit.
double grantedCores()
{
    std::ifstream file("/sys/fs/cgroup/cpu.max");
    double quota = 0;
    double period = 0;
    return file >> quota >> period && period > 0 ? quota / period : INFINITY;
}

std::uint64_t memoryBytes()
{
    const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
    const auto pageBytes = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PAGE_SIZE)));
    const std::uint64_t limit = readOr<std::uint64_t>("/sys/fs/cgroup/memory.max", UINT64_MAX);
    return std::min(pages * pageBytes, limit);
}

std::vector<roofline::CacheLevel> cachesFromSysconf()
{
    std::vector<roofline::CacheLevel> result;
    const auto add = [&](const char* level, int name) {
        const long bytes = ::sysconf(name);
        if (bytes > 0)
            result.push_back({.level = level, .bytes = static_cast<std::uint64_t>(bytes)});
    };
    add("L1", _SC_LEVEL1_DCACHE_SIZE);
    add("L2", _SC_LEVEL2_CACHE_SIZE);
    add("L3", _SC_LEVEL3_CACHE_SIZE);
    return result;
}

} // namespace

std::vector<int> allowedCores()
{
    std::vector<int> cores;
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0) {
        for (int core = 0; core < CPU_SETSIZE; ++core) {
            if (CPU_ISSET(core, &set))
                cores.push_back(core);
        }
    }
    if (cores.empty())
        cores.push_back(0);
    const double granted = std::max(1.0, std::ceil(grantedCores()));
    if (granted < static_cast<double>(cores.size()))
        cores.resize(static_cast<std::size_t>(granted));
    return cores;
}

std::vector<roofline::CacheLevel> cpuCaches()
{
    const std::string base
        = fmt::format("/sys/devices/system/cpu/cpu{}/cache/index", allowedCores().front());
    std::vector<roofline::CacheLevel> result;
    for (int index = 0; index < 8; ++index) {
        const std::string folder = base + std::to_string(index);
        const std::string kind = readOr<std::string>(folder + "/type", "");
        const int level = readOr(folder + "/level", 0);
        const std::uint64_t bytes = parseSize(readOr<std::string>(folder + "/size", ""));
        if ((kind == "Data" || kind == "Unified") && level > 0 && bytes > 0)
            result.push_back({.level = fmt::format("L{}", level), .bytes = bytes});
    }
    if (result.empty())
        result = cachesFromSysconf();
    std::ranges::sort(result, {}, &roofline::CacheLevel::bytes);
    return result;
}

std::uint64_t lastLevelCacheBytes()
{
    const auto caches = cpuCaches();
    return caches.empty() ? 0 : caches.back().bytes;
}

int threadsOf(int requested)
{
    return requested > 0 ? requested : std::max(1, static_cast<int>(allowedCores().size()));
}

protocol::DeviceInfo describeCpu(const CpuSoftware& software)
{
    const CpuFeatures& features = cpuFeatures();
    protocol::DeviceInfo info;
    info.id = "cpu";
    info.name = features.brand.empty() ? "unknown processor" : features.brand;
    info.cores = static_cast<int>(allowedCores().size());
    info.memoryBytes = memoryBytes();
    info.lastLevelCacheBytes = lastLevelCacheBytes();
    info.isa = features.names();
    info.signature
        = fmt::format("{} ({}); {} cores; {} MiB last-level cache; {}; {}; torch {}", info.name,
            features.family, info.cores, info.lastLevelCacheBytes >> 20U, fmt::join(info.isa, " "),
            software.compiler, software.torch.empty() ? "none" : software.torch);
    return info;
}

} // namespace autokernel::lab
