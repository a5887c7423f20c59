// SPDX-License-Identifier: Apache-2.0
#include "runner/byte_pattern.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

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

void streamPattern(std::span<std::byte> bytes, std::uint64_t pattern)
{
#if defined(__x86_64__)
    const auto misaligned = reinterpret_cast<std::uintptr_t>(bytes.data()) % sizeof(pattern);
    const std::size_t head
        = std::min(misaligned == 0 ? 0 : sizeof(pattern) - misaligned, bytes.size());
    const std::size_t words = (bytes.size() - head) / sizeof(pattern);
    // The pattern starts with the first byte, so the aligned words hold it rotated.
    const auto word = static_cast<long long>(std::rotr(pattern, static_cast<int>(8 * head)));
    auto* const first = reinterpret_cast<long long*>(bytes.data() + head);
    for (std::size_t i = 0; i < words; ++i)
        _mm_stream_si64(first + i, word);
    _mm_sfence();
    const std::size_t done = head + words * sizeof(pattern);
    fillPattern(bytes.first(head), pattern, 0);
    fillPattern(bytes.subspan(done), pattern, done);
#else
    fillPattern(bytes, pattern, 0);
#endif
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
