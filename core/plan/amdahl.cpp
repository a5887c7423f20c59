// SPDX-License-Identifier: Apache-2.0
#include "plan/amdahl.h"

#include <algorithm>

namespace autokernel::plan {

namespace {

// Nothing is known of a target: half its time is as good a guess as any.
constexpr double kUnknownSpeedup = 2;

double speedupOf(double present, const Attainable& attainable)
{
    if (attainable.nanoseconds <= 0)
        return kUnknownSpeedup;
    return std::max(1.0, present / attainable.nanoseconds);
}

} // namespace

double amdahl(double share, double speedup)
{
    return 1 / (1 - share + share / speedup);
}

std::vector<RankedTarget> rankTargets(
    const protocol::Profile& profile, const std::map<std::string, Attainable>& attainable)
{
    std::map<std::string, RankedTarget> byKey;
    for (const protocol::Site& site : profile.sites) {
        RankedTarget& ranked = byKey[site.target.key()];
        ranked.target = site.target;
        ranked.sites.push_back(site.index);
        ranked.callsPerForward += site.callsPerForward;
        ranked.microsecondsPerForward += site.microsecondsPerForward;
    }
    std::vector<RankedTarget> result;
    for (auto& [key, ranked] : byKey) {
        const double call = ranked.callsPerForward > 0
            ? 1e3 * ranked.microsecondsPerForward / ranked.callsPerForward
            : 0;
        if (profile.forwardMicroseconds > 0)
            ranked.share
                = std::min(1.0, ranked.microsecondsPerForward / profile.forwardMicroseconds);
        if (const auto found = attainable.find(key); found != attainable.end())
            ranked.attainable = found->second;
        ranked.attainableSpeedup = speedupOf(call, ranked.attainable);
        ranked.modelSpeedup = amdahl(ranked.share, ranked.attainableSpeedup);
        result.push_back(std::move(ranked));
    }
    // The map is in key order and the sort is stable: ties stay by key.
    std::stable_sort(
        result.begin(), result.end(), [](const RankedTarget& a, const RankedTarget& b) {
            return a.modelSpeedup > b.modelSpeedup;
        });
    return result;
}

} // namespace autokernel::plan
