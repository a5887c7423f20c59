// SPDX-License-Identifier: Apache-2.0
#include "judge/thresholds.h"

#include <type_traits>

namespace autokernel::judge {

namespace {

template <typename Limits, typename Visit>
void eachField(Limits& limits,
    const Visit& visit) requires std::is_same_v<std::remove_const_t<Limits>, SequenceLimits>
{
    visit("first_look", limits.firstLook);
    visit("maximum_pairs", limits.maximumPairs);
    visit("first_request", limits.firstRequest);
    visit("request", limits.request);
    visit("clip", limits.clip);
}

template <typename T, typename Visit>
void eachField(T& t, const Visit& visit) requires std::is_same_v<std::remove_const_t<T>, Thresholds>
{
    visit("version", t.version);
    visit("minimum_effect", t.minimumEffect);
    visit("noise_floor_multiple", t.noiseFloorMultiple);
    visit("minimum_claim", t.minimumClaim);
    visit("alpha_first", t.alphaFirst);
    visit("alpha_confirmation", t.alphaConfirmation);
    visit("trim_fraction", t.trimFraction);
    visit("shape_loss_excluded", t.shapeLossExcluded);
    visit("printed_pairs", t.printedPairs);
    visit("bootstrap_resamples", t.bootstrapResamples);
    visit("printed_alpha", t.printedAlpha);
    visit("load_deviation", t.loadDeviation);
    visit("floor_not_keepable", t.floorNotKeepable);
    visit("floor_impossible", t.floorImpossible);
    visit("clock_disagreement", t.clockDisagreement);
    visit("dropped_fraction", t.droppedFraction);
    visit("control_bias", t.controlBias);
    visit("control_noise", t.controlNoise);
    visit("control_extra_work", t.controlExtraWork);
    visit("suspicious_speedup", t.suspiciousSpeedup);
    visit("suspicious_over_vendor", t.suspiciousOverVendor);
    visit("suspicious_gemm_over_vendor", t.suspiciousGemmOverVendor);
    visit("suspicious_gemm_of_peak", t.suspiciousGemmOfPeak);
    visit("suspicious_keep_rate", t.suspiciousKeepRate);
    visit("suspicious_keep_count", t.suspiciousKeepCount);
    visit("forecast_error", t.forecastError);
}

template <typename T> Json written(const T& values)
{
    Json json = Json::object();
    eachField(values, [&](const char* key, const auto& value) { json[key] = value; });
    return json;
}

template <typename T> void read(const Json& json, T& values)
{
    eachField(values, [&](const char* key, auto& value) {
        if (const auto found = json.find(key); found != json.end())
            found->get_to(value);
    });
}

} // namespace

void to_json(Json& json, const Thresholds& thresholds)
{
    json = written(thresholds);
    json["cpu"] = written(thresholds.cpu);
    json["gpu"] = written(thresholds.gpu);
}

void from_json(const Json& json, Thresholds& thresholds)
{
    read(json, thresholds);
    if (const auto cpu = json.find("cpu"); cpu != json.end())
        read(*cpu, thresholds.cpu);
    if (const auto gpu = json.find("gpu"); gpu != json.end())
        read(*gpu, thresholds.gpu);
}

} // namespace autokernel::judge
