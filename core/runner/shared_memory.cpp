// SPDX-License-Identifier: Apache-2.0
#include "runner/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

namespace autokernel::runner {

Result<UniqueDescriptor> createSharedMemory(const char* name, std::size_t bytes)
{
    UniqueDescriptor descriptor(::memfd_create(name, MFD_CLOEXEC));
    if (!descriptor || ::ftruncate(descriptor.get(), static_cast<off_t>(bytes)) != 0)
        return fail(ErrorCode::OutOfMemory, "Cannot make {} bytes of shared memory: {}.", bytes,
            std::strerror(errno));
    return descriptor;
}

Result<UniqueDescriptor> reopenReadOnly(int descriptor)
{
    const std::string path = fmt::format("/proc/self/fd/{}", descriptor);
    UniqueDescriptor result(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!result)
        return fail(ErrorCode::Io, "Cannot open {} for reading: {}. Is /proc mounted?", path,
            std::strerror(errno));
    return result;
}

std::uint64_t availableMemoryBytes()
{
    std::ifstream file("/proc/meminfo");
    std::string name;
    std::uint64_t kibibytes = 0;
    std::string unit;
    while (file >> name >> kibibytes) {
        std::getline(file, unit);
        if (name == "MemAvailable:")
            return kibibytes * 1024;
    }
    return UINT64_MAX;
}

} // namespace autokernel::runner
