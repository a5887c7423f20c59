// SPDX-License-Identifier: Apache-2.0
// Measured ceilings of one device: what the roofline draws and the floor checks use. Values.
#pragma once

#include "base/json.h"

#include <cstdint>
#include <string>
#include <vector>

namespace autokernel::roofline {

// One number of a roof: the best of several runs, which the spread of the runs need not contain.
struct Rate
{
    double best = 0; // per second
    double low = 0; // 10 % quantile of the runs
    double high = 0; // 90 % quantile
    int runs = 0; // 0: not known, as in roofs of earlier versions

    // Between the quantiles, of the best; 0 where nothing was measured.
    double spread() const { return best > 0 ? (high - low) / best : 0; }
    // False where the middle of the runs reached less than half of the best: the machine was busy,
    // and the best may be too low as well.
    bool isSteady() const { return low + high >= best; }
};

struct ComputeRoof
{
    std::string dtype; // "fp32", "bf16", ...
    std::string isa; // "avx2", "avx512", "avx512_bf16", "amx"; on a GPU "fma", "tensor"
    int threads = 1;
    Rate flopPerSecond;
};

struct BandwidthRoof
{
    std::string level; // "L1", "L2", "L3", "DRAM"
    std::string kind; // "copy" (bytes read plus bytes written), "read", "write"
    int threads = 1;
    std::uint64_t footprintBytes = 0;
    Rate bytesPerSecond;
};

struct CacheLevel
{
    std::string level;
    std::uint64_t bytes = 0; // per core for L1 and L2, as one core sees it for L3
};

struct Roofs
{
    std::string deviceSignature;
    std::string measuredAt; // ISO 8601, UTC
    std::vector<ComputeRoof> compute;
    std::vector<BandwidthRoof> bandwidth;
    std::vector<CacheLevel> caches; // smallest first

    // The best measured rate at exactly `threads` threads (0: the largest count measured); 0 when
    // none.
    double peakFlopPerSecond(const std::string& dtype, int threads = 0) const;
    double peakBytesPerSecond(
        const std::string& level, const std::string& kind, int threads = 0) const;
    std::uint64_t lastLevelCacheBytes() const;
};

// Of two measurements of one device the better of each rate; the newer one's caches and date. A
// roof is the least that was shown to be possible: what a busy machine shows of it takes nothing
// away.
Roofs betterOf(const Roofs& older, Roofs newer);

void to_json(Json& json, const Roofs& roofs);
void from_json(const Json& json, Roofs& roofs);

} // namespace autokernel::roofline
