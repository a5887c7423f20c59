// SPDX-License-Identifier: Apache-2.0
// Which operation of a model is worth work: its share of the time, and how far it could come down.
// Pure, any thread.
#pragma once

#include "protocol/message.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace autokernel::plan {

// What has been measured about one target. Times of one call; 0: unknown.
struct TargetBounds
{
    double floorNanoseconds
        = 0; // max(FLOP / peak, bytes / roof of the cache level that holds them)
    std::string floorName; // "L2 bandwidth", "fp32 FMA peak"
    double copyNanoseconds = 0; // a copy kernel with the same bytes and launch mode
    double bestRungNanoseconds = 0; // fastest other implementation measured here
    std::string bestRung; // its name
};

// The honest least time of one call that a search may hope for.
struct Attainable
{
    double nanoseconds = 0; // 0: nothing is known
    std::string limit; // what sets it
};

// The larger of floor and copy; while a rung is ahead of the present time, that rung, since it is
// nearer and proven.
Attainable attainableTime(double presentNanoseconds, const TargetBounds& bounds);

// All sites of a model that one kernel can serve.
struct RankedTarget
{
    kernel::Target target;
    std::vector<int> sites; // indices of protocol::Site
    int callsPerForward = 0;
    double microsecondsPerForward = 0;
    double share = 0; // of the uninstrumented forward
    Attainable attainable; // per call
    double attainableSpeedup = 1; // of the target
    double modelSpeedup = 1; // of the whole model if that were reached (Amdahl)
};

// Sites grouped by Target::key(), ranked by what reaching the attainable time would save, largest
// first; ties by key. `bounds` by key; a target without bounds counts as attainable at half its
// time.
std::vector<RankedTarget> rankTargets(
    const protocol::Profile& profile, const std::map<std::string, TargetBounds>& bounds);

// Speed-up of the whole when `share` of its time becomes `speedup` times faster.
double amdahl(double share, double speedup);

} // namespace autokernel::plan
