// SPDX-License-Identifier: Apache-2.0
#include "roofline/point.h"

#include "roofline/floor.h"

#include <algorithm>
#include <limits>

namespace autokernel::roofline {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

int largestThreadCount(const Roofs& roofs)
{
    int largest = 1;
    for (const BandwidthRoof& roof : roofs.bandwidth)
        largest = std::max(largest, roof.threads);
    for (const ComputeRoof& roof : roofs.compute)
        largest = std::max(largest, roof.threads);
    return largest;
}

} // namespace

double arithmeticIntensity(double flop, double bytes)
{
    if (flop <= 0)
        return 0;
    return bytes > 0 ? flop / bytes : kInfinity;
}

double attainableFlopPerSecond(double intensity, double peakFlopPerSecond, double bytesPerSecond)
{
    const double byMemory = bytesPerSecond > 0 ? intensity * bytesPerSecond : kInfinity;
    const double byCompute = peakFlopPerSecond > 0 ? peakFlopPerSecond : kInfinity;
    return std::min(byMemory, byCompute);
}

std::string servingLevel(const Roofs& roofs, std::uint64_t footprintBytes, int threads)
{
    const auto cores
        = static_cast<std::uint64_t>(threads > 0 ? threads : largestThreadCount(roofs));
    for (std::size_t i = 0; i < roofs.caches.size(); ++i) {
        const CacheLevel& cache = roofs.caches[i];
        const bool isShared = i + 1 == roofs.caches.size() && i > 0;
        if (footprintBytes <= cache.bytes * (isShared ? 1 : cores))
            return cache.level;
    }
    return "DRAM";
}

Point placePoint(const Roofs& roofs, const Work& work, double seconds)
{
    const Floor floor = displayFloor(roofs, work);
    const std::uint64_t footprint
        = work.footprintBytes > 0 ? work.footprintBytes : static_cast<std::uint64_t>(work.bytes());
    Point point {.intensity = arithmeticIntensity(work.flop, work.bytes()),
        .flopPerSecond = work.flop / seconds,
        .bytesPerSecond = work.bytes() / seconds,
        .memoryLevel = servingLevel(roofs, footprint, work.threads),
        .bottleneck = floor.bound,
        .fractionOfRoof = floor.seconds / seconds};
    const double bandwidth = floor.memorySeconds > 0 ? work.bytes() / floor.memorySeconds : 0;
    const double peak = floor.computeSeconds > 0 ? work.flop / floor.computeSeconds : 0;
    point.attainableFlopPerSecond = attainableFlopPerSecond(point.intensity, peak, bandwidth);
    return point;
}

} // namespace autokernel::roofline
