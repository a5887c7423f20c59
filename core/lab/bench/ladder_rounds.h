// SPDX-License-Identifier: Apache-2.0
// How often a ladder times its contenders. Pure.
#pragma once

#include "base/statistics.h"

namespace autokernel::lab {

// Whether a ladder ends after so many rounds and seconds: when its time is used up, but not before
// each contender has as many values as a 95 % interval of its median needs. Rounds so slow that
// this would take over twice the time have to do with three, and whoever shows them says so.
constexpr bool isLadderDone(int rounds, double usedSeconds, double budgetSeconds)
{
    constexpr int kFewestSlowRounds = 3;
    constexpr double kMostOverrun = 2;
    if (usedSeconds <= budgetSeconds)
        return false;
    return rounds >= static_cast<int>(statistics::kFewestForMedianInterval)
        || (rounds >= kFewestSlowRounds && usedSeconds > kMostOverrun * budgetSeconds);
}

} // namespace autokernel::lab
