// SPDX-License-Identifier: Apache-2.0
#include "judge/physical_floor.h"

#include <fmt/format.h>

namespace autokernel::judge {

FloorComparison compareWithFloor(
    double nanoseconds, double floorNanoseconds, bool roofsRemeasured, const Thresholds& thresholds)
{
    if (!(nanoseconds > 0) || !(floorNanoseconds > 0))
        return {FloorState::Unknown, 0, "No floor was measured."};
    FloorComparison result;
    result.timeOverFloor = nanoseconds / floorNanoseconds;
    result.state = FloorState::Above;
    if (result.timeOverFloor < thresholds.floorNotKeepable)
        result.state = FloorState::Suspicious;
    if (result.timeOverFloor < thresholds.floorImpossible
        || (result.state == FloorState::Suspicious && roofsRemeasured))
        result.state = FloorState::Impossible;
    result.sentence
        = fmt::format("{:.3f} us a call is {:.2f} times the measured floor of {:.3f} us.",
            nanoseconds / 1e3, result.timeOverFloor, floorNanoseconds / 1e3);
    return result;
}

} // namespace autokernel::judge
