// SPDX-License-Identifier: Apache-2.0
// The two least times of one call on measured roofs (TRUST 1.1). Pure functions, any thread.
#pragma once

#include "roofline/point.h"

#include <string>

namespace autokernel::roofline {

struct Floor
{
    double seconds = 0; // 0: no roof was measured that bounds this work
    double computeSeconds = 0;
    double memorySeconds = 0;
    std::string bound; // "compute", or the memory level that serves the bytes
};

// A time below this is physically impossible, so a claim of it is a fault or a cheat. Cautious:
// only input bytes that cannot still be cached count, at the fastest that memory was seen to move;
// output bytes count only beyond what the last-level cache can hold when the call ends.
Floor rejectionFloor(const Roofs& roofs, const Work& work);

// The least time worth aiming at, which charts and headroom show: all minimum bytes at the roof of
// the kernel's own mix of reads and writes, from the level that holds the footprint.
Floor displayFloor(const Roofs& roofs, const Work& work);

} // namespace autokernel::roofline
