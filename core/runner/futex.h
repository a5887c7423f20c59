// SPDX-License-Identifier: Apache-2.0
// Waiting on a 32-bit word in memory that two processes share. Any thread.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>

namespace autokernel::runner {

// Returns when the word was woken, differs from `expected` already, a signal came, or the time is
// over; the caller looks at the word again.
inline void futexWait(
    std::uint32_t& word, std::uint32_t expected, const std::chrono::nanoseconds* timeout = nullptr)
{
    timespec limit {};
    if (timeout) {
        limit.tv_sec = static_cast<time_t>(timeout->count() / 1'000'000'000);
        limit.tv_nsec = static_cast<long>(timeout->count() % 1'000'000'000);
    }
    ::syscall(SYS_futex, &word, FUTEX_WAIT, expected, timeout ? &limit : nullptr, nullptr, 0);
}

inline void futexWake(std::uint32_t& word)
{
    ::syscall(SYS_futex, &word, FUTEX_WAKE, INT32_MAX, nullptr, nullptr, 0);
}

inline std::uint32_t loadShared(std::uint32_t& word)
{
    return std::atomic_ref(word).load(std::memory_order_acquire);
}

inline void storeShared(std::uint32_t& word, std::uint32_t value)
{
    std::atomic_ref(word).store(value, std::memory_order_release);
}

} // namespace autokernel::runner
