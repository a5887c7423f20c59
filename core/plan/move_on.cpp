// SPDX-License-Identifier: Apache-2.0
#include "plan/move_on.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autokernel::plan {

MoveOn moveOn(std::span<const TargetProgress> targets, const std::string& currentKey,
    double minutesInSlice, double forwardMicroseconds, const BudgetSettings& settings)
{
    const auto choice = chooseTarget(targets, forwardMicroseconds, settings);
    const std::string next = choice ? choice->key : "";
    const auto current = std::find_if(targets.begin(), targets.end(),
        [&](const TargetProgress& target) { return target.key == currentKey; });
    if (current == targets.end() || current->isSkipped)
        return {MoveOnReason::SkippedByUser, next, kSkippedByUser};
    if (current->isExhausted)
        return {MoveOnReason::SearchExhausted, next, kSearchExhausted};
    if (headroom(*current) <= settings.headroomReached)
        return {MoveOnReason::HeadroomReached, next,
            fmt::format(
                "Within {:.1f} % of the attainable time.", 100 * std::expm1(headroom(*current)))};
    const double here = expectedModelGainPerMinute(*current, forwardMicroseconds, settings);
    if (minutesInSlice >= settings.minimumSliceMinutes && choice && choice->key != currentKey
        && choice->modelGainPerMinute > settings.switchAdvantage * here)
        return {MoveOnReason::BetterElsewhere, next,
            fmt::format("A minute on {} is expected to save {:.2f} % of the forward, a further one "
                        "on {} {:.2f} %.",
                next, 100 * choice->modelGainPerMinute, currentKey, 100 * here)};
    return {MoveOnReason::Stay, currentKey, ""};
}

} // namespace autokernel::plan
