// SPDX-License-Identifier: Apache-2.0
// A time against the least time that physics allows on this device (roofline/floor.h computes it).
// Pure, any thread.
#pragma once

#include "judge/thresholds.h"

#include <string>

namespace autokernel::judge {

enum class FloorState
{
    Above,
    Suspicious, // below the floor: not keepable, measure the roofs again
    Impossible, // so far below that no error of the roofs explains it: Rejected
    Unknown, // no floor was measured
};

struct FloorComparison
{
    FloorState state = FloorState::Unknown;
    double timeOverFloor = 0;
    std::string sentence;
};

// roofsRemeasured: the roofs were measured again after a first suspicion; still below is
// Impossible.
FloorComparison compareWithFloor(double nanoseconds, double floorNanoseconds, bool roofsRemeasured,
    const Thresholds& thresholds = {});

} // namespace autokernel::judge
