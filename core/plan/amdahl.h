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

// The least time of one call that a search may hope for: max(FLOP / peak, bytes / roof of the cache
// level that holds them).
struct Attainable
{
    double nanoseconds = 0; // 0: nothing is known
    std::string limit; // what sets it: "L2 bandwidth", "fp32 FMA peak"
};

// All sites of a model that one kernel can serve.
struct RankedTarget
{
    kernel::Target target;
    std::vector<int> sites; // indices of protocol::Site
    double callsPerForward = 0; // in the mean over the input sets
    double microsecondsPerForward = 0;
    double share = 0; // of the uninstrumented forward
    Attainable attainable; // per call
    double attainableSpeedup = 1; // of the target
    double modelSpeedup = 1; // of the whole model if that were reached (Amdahl)
};

// Sites grouped by Target::key(), ranked by what reaching the attainable time would save, largest
// first; ties by key. `attainable` by key; a target without counts as attainable at half its time.
std::vector<RankedTarget> rankTargets(
    const protocol::Profile& profile, const std::map<std::string, Attainable>& attainable);

// Speed-up of the whole when `share` of its time becomes `speedup` times faster.
double amdahl(double share, double speedup);

} // namespace autokernel::plan
