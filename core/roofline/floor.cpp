// SPDX-License-Identifier: Apache-2.0
#include "roofline/floor.h"

#include <algorithm>
#include <cmath>

namespace autokernel::roofline {
namespace {

double footprintOf(const Work& work)
{
    return work.footprintBytes > 0 ? static_cast<double>(work.footprintBytes) : work.bytes();
}

double secondsFor(double count, double perSecond)
{
    return perSecond > 0 ? count / perSecond : 0;
}

Floor larger(double computeSeconds, double memorySeconds, const std::string& level)
{
    Floor floor {.seconds = std::max(computeSeconds, memorySeconds),
        .computeSeconds = computeSeconds,
        .memorySeconds = memorySeconds,
        .bound = {}};
    if (floor.seconds > 0)
        floor.bound = computeSeconds > memorySeconds ? "compute" : level;
    return floor;
}

// The fastest way through the level for bytes of which a share `readShare` is read: pure streams by
// their own roof, mixes between the copy roof (half and half) and the purer one.
double mixedBandwidth(const Roofs& roofs, const std::string& level, double readShare, int threads)
{
    const double copy = roofs.peakBytesPerSecond(level, "copy", threads);
    const double pure
        = roofs.peakBytesPerSecond(level, readShare >= 0.5 ? "read" : "write", threads);
    if (copy <= 0 || pure <= 0)
        return std::max(copy, pure);
    const double purity = std::abs(readShare - 0.5) * 2; // 0: a copy, 1: only reads or only writes
    return 1 / (purity / pure + (1 - purity) / copy); // times add, so rates mix harmonically
}

// Half types may compute through fp32 units where the processor has nothing better.
double computePeak(const Roofs& roofs, const Work& work)
{
    const double own = roofs.peakFlopPerSecond(work.dtype, work.threads);
    if (work.dtype != "bf16" && work.dtype != "fp16")
        return own;
    return std::max(own, roofs.peakFlopPerSecond("fp32", work.threads));
}

// The fastest that memory was seen to move in any direction by at most that many threads: a roof
// that was measured while a neighbour was busy must not lift the floor of rejection.
double fastestMemory(const Roofs& roofs, int threads)
{
    double best = 0;
    for (const BandwidthRoof& roof : roofs.bandwidth) {
        if (roof.level == "DRAM" && (threads <= 0 || roof.threads <= threads))
            best = std::max(best, roof.bytesPerSecond.best);
    }
    return best;
}

} // namespace

Floor rejectionFloor(const Roofs& roofs, const Work& work)
{
    const double cache = static_cast<double>(roofs.lastLevelCacheBytes());
    const double footprint = footprintOf(work);
    // Of a rotation larger than the cache, at most cache / footprint of the inputs can be resident.
    const double coldShare = footprint > cache ? 1 - cache / footprint : 0;
    const double coldBytes = coldShare * work.inputBytes + std::max(0.0, work.outputBytes - cache);
    const double dram = fastestMemory(roofs, work.threads);
    return larger(
        secondsFor(work.flop, computePeak(roofs, work)), secondsFor(coldBytes, dram), "DRAM");
}

Floor displayFloor(const Roofs& roofs, const Work& work)
{
    const std::string level
        = servingLevel(roofs, static_cast<std::uint64_t>(footprintOf(work)), work.threads);
    const double readShare = work.bytes() > 0 ? work.inputBytes / work.bytes() : 0.5;
    return larger(secondsFor(work.flop, computePeak(roofs, work)),
        secondsFor(work.bytes(), mixedBandwidth(roofs, level, readShare, work.threads)), level);
}

} // namespace autokernel::roofline
