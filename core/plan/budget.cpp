// SPDX-License-Identifier: Apache-2.0
#include "plan/budget.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace autokernel::plan {

namespace {

bool isOpen(const TargetProgress& progress, const BudgetSettings& settings)
{
    return !progress.isExhausted && !progress.isSkipped
        && headroom(progress) > settings.headroomReached;
}

} // namespace

double headroom(const TargetProgress& progress)
{
    if (progress.attainableMicroseconds <= 0 || progress.microsecondsPerForward <= 0)
        return std::numbers::ln2;
    return std::max(
        0.0, std::log(progress.microsecondsPerForward / progress.attainableMicroseconds));
}

double expectedLogGainPerMinute(const TargetProgress& progress, const BudgetSettings& settings)
{
    const double left = headroom(progress);
    double lastGain = 0;
    double discounted = 0;
    for (const KeptGain& gain : progress.gains) {
        lastGain = std::max(lastGain, gain.atMinute);
        const double age = std::max(0.0, progress.minutesSpent - gain.atMinute);
        discounted += gain.logGain * std::exp2(-age / settings.gainHalfLifeMinutes);
    }
    // A gain speaks for the minutes of about one half-life around it, the drought since for itself.
    const double paid
        = progress.gains.empty() ? 0 : std::min(lastGain, settings.gainHalfLifeMinutes);
    const double drought = std::max(0.0, progress.minutesSpent - lastGain);
    const double prior = settings.priorFraction * left;
    const double rate = (prior + discounted) / (settings.priorMinutes + paid + drought);
    return std::min(rate, left);
}

double expectedModelGainPerMinute(
    const TargetProgress& progress, double forwardMicroseconds, const BudgetSettings& settings)
{
    if (forwardMicroseconds <= 0)
        return 0;
    const double saved = -std::expm1(-expectedLogGainPerMinute(progress, settings));
    return progress.microsecondsPerForward / forwardMicroseconds * saved;
}

std::optional<Choice> chooseTarget(std::span<const TargetProgress> targets,
    double forwardMicroseconds, const BudgetSettings& settings)
{
    const TargetProgress* best = nullptr;
    double bestGain = 0;
    for (const TargetProgress& target : targets) {
        if (!isOpen(target, settings))
            continue;
        const double gain = expectedModelGainPerMinute(target, forwardMicroseconds, settings);
        const bool isBetter
            = best == nullptr || gain > bestGain || (gain == bestGain && target.key < best->key);
        if (isBetter) {
            best = &target;
            bestGain = gain;
        }
    }
    if (best == nullptr)
        return std::nullopt;
    return Choice {best->key, bestGain,
        fmt::format("{:.0f} % of the forward, {:.2f}x still attainable, {:.2f} % of the forward "
                    "expected per minute after {:.1f} min of search.",
            100 * best->microsecondsPerForward / forwardMicroseconds, std::exp(headroom(*best)),
            100 * bestGain, best->minutesSpent)};
}

} // namespace autokernel::plan
