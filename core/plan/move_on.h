// SPDX-License-Identifier: Apache-2.0
// When to leave the target at work for another: at its measured headroom, when its search runs dry,
// or when another promises clearly more per minute. Never at a fixed speed-up. Pure, any thread.
#pragma once

#include "plan/budget.h"

namespace autokernel::plan {

// Said of a target that the search left for good.
inline constexpr const char* kSkippedByUser = "Skipped on request.";
inline constexpr const char* kSearchExhausted = "Its search has nothing left to propose.";

enum class MoveOnReason
{
    Stay,
    HeadroomReached,
    SearchExhausted,
    SkippedByUser,
    BetterElsewhere,
};

struct MoveOn
{
    MoveOnReason reason = MoveOnReason::Stay;
    std::string next; // key; empty when there is nothing left to work on
    std::string why;
};

// `minutesInSlice`: since the current target was last chosen.
MoveOn moveOn(std::span<const TargetProgress> targets, const std::string& currentKey,
    double minutesInSlice, double forwardMicroseconds, const BudgetSettings& settings = {});

} // namespace autokernel::plan
