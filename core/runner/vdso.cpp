// SPDX-License-Identifier: Apache-2.0
#include "runner/vdso.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string_view>

namespace autokernel::runner {

std::string findVdso(std::vector<AddressRange>& ranges)
{
    std::ifstream maps("/proc/self/maps");
    if (!maps)
        return std::string("/proc/self/maps: ") + std::strerror(errno);
    // "[vdso]" and its data: "[vvar]", since Linux 6.13 "[vvar_vclock]" too.
    for (std::string line; std::getline(maps, line);) {
        const std::string_view text = line;
        if (text.find("[vdso]") == text.npos && text.find("[vvar") == text.npos)
            continue;
        AddressRange range;
        if (std::sscanf(line.c_str(), "%lx-%lx", &range.first, &range.end) != 2)
            return "/proc/self/maps: " + line;
        range.kind = AddressKind::Clock;
        ranges.push_back(range);
    }
    return {};
}

std::string unmapVdso(const std::vector<AddressRange>& ranges)
{
    for (const AddressRange& range : ranges)
        if (range.kind == AddressKind::Clock
            && ::munmap(reinterpret_cast<void*>(range.first), range.end - range.first) != 0)
            return std::string("the clocks of the vDSO cannot be unmapped: ")
                + std::strerror(errno);
    return {};
}

} // namespace autokernel::runner
