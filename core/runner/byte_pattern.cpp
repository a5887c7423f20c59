// SPDX-License-Identifier: Apache-2.0
#include "runner/byte_pattern.h"

#include <cstring>

namespace autokernel::runner {

void fillPattern(std::span<std::byte> bytes, std::uint64_t pattern, std::size_t phase)
{
    const auto* const source = reinterpret_cast<const std::byte*>(&pattern);
    std::size_t i = 0;
    for (; i < bytes.size() && (phase + i) % sizeof(pattern) != 0; ++i)
        bytes[i] = source[(phase + i) % sizeof(pattern)];
    for (; i + sizeof(pattern) <= bytes.size(); i += sizeof(pattern))
        std::memcpy(bytes.data() + i, &pattern, sizeof(pattern));
    for (; i < bytes.size(); ++i)
        bytes[i] = source[(phase + i) % sizeof(pattern)];
}

bool hasPattern(std::span<const std::byte> bytes, std::uint64_t pattern, std::size_t phase)
{
    const auto* const expected = reinterpret_cast<const std::byte*>(&pattern);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] != expected[(phase + i) % sizeof(pattern)])
            return false;
    }
    return true;
}

} // namespace autokernel::runner
