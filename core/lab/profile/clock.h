// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace autokernel::lab {

// Nanoseconds since some fixed moment. Profiles use the wall clock; tests on a busy machine may use
// the calling thread's CPU time.
using NanosecondClock = std::int64_t (*)();

inline std::int64_t wallNanoseconds()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace autokernel::lab
