// SPDX-License-Identifier: Apache-2.0
// How long a call of a contender may take: one that is slow is measured, one that hangs is not
// waited for. Pure, any thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace autokernel::lab {

constexpr std::chrono::nanoseconds kShortestDeadline = std::chrono::seconds(2);
constexpr double kDeadlineOverIncumbent = 50;

// max(2 s, 50 times the incumbent's call).
inline std::chrono::nanoseconds callDeadline(double incumbentNanoseconds)
{
    return std::max(kShortestDeadline,
        std::chrono::nanoseconds(
            static_cast<std::int64_t>(incumbentNanoseconds * kDeadlineOverIncumbent)));
}

} // namespace autokernel::lab
