// SPDX-License-Identifier: Apache-2.0
// The control bits of the floating-point unit of the calling thread: rounding, flush-to-zero,
// traps. Sticky exception flags are not part of it.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace autokernel::runner {

struct FloatEnvironment
{
    std::uint64_t vector = 0; // MXCSR on x86-64, FPCR on AArch64
    std::uint16_t x87 = 0;
    bool operator==(const FloatEnvironment&) const = default;
};

inline FloatEnvironment currentFloatEnvironment()
{
    FloatEnvironment result;
#if defined(__x86_64__)
    constexpr std::uint32_t kStickyFlags = 0x3F;
    result.vector = _mm_getcsr() & ~kStickyFlags;
    __asm__ volatile("fnstcw %0" : "=m"(result.x87));
#elif defined(__aarch64__)
    __asm__ volatile("mrs %0, fpcr" : "=r"(result.vector));
#endif
    return result;
}

inline void restoreFloatEnvironment(const FloatEnvironment& environment)
{
#if defined(__x86_64__)
    _mm_setcsr(static_cast<std::uint32_t>(environment.vector));
    __asm__ volatile("fldcw %0" : : "m"(environment.x87));
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(environment.vector));
#endif
}

} // namespace autokernel::runner
