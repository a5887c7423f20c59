// SPDX-License-Identifier: Apache-2.0
// Where one measured kernel lies under the roofs of its device: arithmetic intensity, attainable
// rate, what bounds it and which fraction of that bound it reaches. Pure functions, any thread.
#pragma once

#include "roofline/roofs.h"

#include <cstdint>
#include <string>

namespace autokernel::roofline {

// What one call does. Counts, not rates.
struct Work
{
    double flop = 0; // useful floating-point operations
    double inputBytes = 0; // read at least once
    double outputBytes = 0; // written at least once
    std::uint64_t footprintBytes = 0; // all that is touched between two uses of the same bytes (all
                                      // data sets of a rotation); 0: inputs plus outputs
    std::string dtype = "fp32"; // whose compute peak applies
    int threads = 0; // 0: the largest count measured

    double bytes() const { return inputBytes + outputBytes; }
};

// FLOP per byte; infinity where no bytes move and work is done, 0 where there is no work.
double arithmeticIntensity(double flop, double bytes);

// min(peak, intensity x bandwidth): the classic roofline (Williams, Waterman, Patterson 2009).
double attainableFlopPerSecond(double intensity, double peakFlopPerSecond, double bytesPerSecond);

// The memory level whose bandwidth bounds work of that footprint: the smallest cache that holds it
// (per-core levels count once per thread), else "DRAM".
std::string servingLevel(const Roofs& roofs, std::uint64_t footprintBytes, int threads = 0);

struct Point
{
    double intensity = 0; // FLOP per byte
    double flopPerSecond = 0; // achieved
    double bytesPerSecond = 0; // achieved, by the minimum traffic
    double attainableFlopPerSecond = 0;
    std::string memoryLevel; // "L2", "DRAM"
    std::string bottleneck; // "compute", or the memory level
    double fractionOfRoof = 0; // least possible time / measured time; meaningful without FLOP too
};

// seconds > 0: the measured time of one call. A roof that was not measured bounds nothing.
Point placePoint(const Roofs& roofs, const Work& work, double seconds);

} // namespace autokernel::roofline
