// SPDX-License-Identifier: Apache-2.0
#include "roofline/roofs.h"

#include <algorithm>

namespace autokernel::roofline {
namespace {

Json toJson(const Rate& rate)
{
    return {{"best", jsonNumber(rate.best)}, {"low", jsonNumber(rate.low)},
        {"high", jsonNumber(rate.high)}, {"runs", rate.runs}};
}

Rate rateFromJson(const Json& json)
{
    return {.best = numberFromJson(json.at("best")),
        .low = numberFromJson(json.at("low")),
        .high = numberFromJson(json.at("high")),
        .runs = json.value("runs", 0)};
}

// The largest thread count among the roofs that match, or the one asked for.
template <typename Roof, typename Matches>
int effectiveThreads(const std::vector<Roof>& roofs, int threads, const Matches& matches)
{
    if (threads > 0)
        return threads;
    int largest = 0;
    for (const Roof& roof : roofs) {
        if (matches(roof))
            largest = std::max(largest, roof.threads);
    }
    return largest;
}

template <typename Roof, typename IsSame, typename RateOf>
void keepBetter(const std::vector<Roof>& older, std::vector<Roof>& newer, const IsSame& isSame,
    const RateOf& rateOf)
{
    for (const Roof& old : older) {
        const auto found = std::find_if(
            newer.begin(), newer.end(), [&](const Roof& roof) { return isSame(old, roof); });
        if (found == newer.end())
            newer.push_back(old);
        else if (rateOf(old) > rateOf(*found))
            *found = old;
    }
}

} // namespace

Roofs betterOf(const Roofs& older, Roofs newer)
{
    keepBetter(
        older.compute, newer.compute,
        [](const ComputeRoof& a, const ComputeRoof& b) {
            return a.dtype == b.dtype && a.isa == b.isa && a.threads == b.threads;
        },
        [](const ComputeRoof& roof) { return roof.flopPerSecond.best; });
    keepBetter(
        older.bandwidth, newer.bandwidth,
        [](const BandwidthRoof& a, const BandwidthRoof& b) {
            return a.level == b.level && a.kind == b.kind && a.threads == b.threads;
        },
        [](const BandwidthRoof& roof) { return roof.bytesPerSecond.best; });
    return newer;
}

double Roofs::peakFlopPerSecond(const std::string& dtype, int threads) const
{
    const auto matches = [&](const ComputeRoof& roof) { return roof.dtype == dtype; };
    const int wanted = effectiveThreads(compute, threads, matches);
    double best = 0;
    for (const ComputeRoof& roof : compute) {
        if (matches(roof) && roof.threads == wanted)
            best = std::max(best, roof.flopPerSecond.best);
    }
    return best;
}

double Roofs::peakBytesPerSecond(
    const std::string& level, const std::string& kind, int threads) const
{
    const auto matches
        = [&](const BandwidthRoof& roof) { return roof.level == level && roof.kind == kind; };
    const int wanted = effectiveThreads(bandwidth, threads, matches);
    double best = 0;
    for (const BandwidthRoof& roof : bandwidth) {
        if (matches(roof) && roof.threads == wanted)
            best = std::max(best, roof.bytesPerSecond.best);
    }
    return best;
}

std::uint64_t Roofs::lastLevelCacheBytes() const
{
    return caches.empty() ? 0 : caches.back().bytes;
}

void to_json(Json& json, const Roofs& roofs)
{
    json = {{"device_signature", roofs.deviceSignature}, {"measured_at", roofs.measuredAt},
        {"compute", Json::array()}, {"bandwidth", Json::array()}, {"caches", Json::array()}};
    for (const ComputeRoof& roof : roofs.compute) {
        json["compute"].push_back({{"dtype", roof.dtype}, {"isa", roof.isa},
            {"threads", roof.threads}, {"flop_per_second", toJson(roof.flopPerSecond)}});
    }
    for (const BandwidthRoof& roof : roofs.bandwidth) {
        json["bandwidth"].push_back({{"level", roof.level}, {"kind", roof.kind},
            {"threads", roof.threads}, {"footprint_bytes", roof.footprintBytes},
            {"bytes_per_second", toJson(roof.bytesPerSecond)}});
    }
    for (const CacheLevel& cache : roofs.caches)
        json["caches"].push_back({{"level", cache.level}, {"bytes", cache.bytes}});
}

void from_json(const Json& json, Roofs& roofs)
{
    Roofs result;
    json.at("device_signature").get_to(result.deviceSignature);
    json.at("measured_at").get_to(result.measuredAt);
    for (const Json& roof : json.at("compute")) {
        result.compute.push_back({.dtype = roof.at("dtype"),
            .isa = roof.at("isa"),
            .threads = roof.at("threads"),
            .flopPerSecond = rateFromJson(roof.at("flop_per_second"))});
    }
    for (const Json& roof : json.at("bandwidth")) {
        result.bandwidth.push_back({.level = roof.at("level"),
            .kind = roof.at("kind"),
            .threads = roof.at("threads"),
            .footprintBytes = roof.at("footprint_bytes"),
            .bytesPerSecond = rateFromJson(roof.at("bytes_per_second"))});
    }
    for (const Json& cache : json.at("caches"))
        result.caches.push_back({.level = cache.at("level"), .bytes = cache.at("bytes")});
    roofs = std::move(result);
}

} // namespace autokernel::roofline
