// SPDX-License-Identifier: Apache-2.0
#include "judge/evidence_context.h"

#include "protocol/codec.h"

#include <algorithm>

namespace autokernel::judge {
namespace {

Json toJson(const KeepContext& context)
{
    return {{"speedup_over_baseline", context.speedupOverBaseline}, {"baseline", context.baseline},
        {"speedup_over_vendor", context.speedupOverVendor},
        {"is_large_square_gemm", context.isLargeSquareGemm},
        {"fraction_of_peak", context.fractionOfPeak}, {"confirmed_twice", context.confirmedTwice}};
}

KeepContext keepContextFromJson(const Json& json)
{
    KeepContext context;
    json.at("speedup_over_baseline").get_to(context.speedupOverBaseline);
    json.at("baseline").get_to(context.baseline);
    json.at("speedup_over_vendor").get_to(context.speedupOverVendor);
    json.at("is_large_square_gemm").get_to(context.isLargeSquareGemm);
    json.at("fraction_of_peak").get_to(context.fractionOfPeak);
    json.at("confirmed_twice").get_to(context.confirmedTwice);
    return context;
}

double weightOf(const Evidence& evidence, const std::string& shape)
{
    for (const auto* gate :
        {&evidence.first, &evidence.confirmation, &evidence.again, &evidence.printed})
        for (const ShapePairs& pairs : *gate)
            if (pairs.target == shape)
                return pairs.weight;
    return 1;
}

void readShape(const Json& json, Evidence& evidence)
{
    ShapePairs pairs;
    json.at("target").get_to(pairs.target);
    json.at("weight").get_to(pairs.weight);
    evidence.requiredShapes.push_back(pairs.target);
    if (const auto floor = json.find("floor_nanoseconds"); floor != json.end())
        floor->get_to(evidence.floorNanoseconds[pairs.target]);
    for (auto* gate : {&evidence.first, &evidence.confirmation, &evidence.again, &evidence.printed})
        gate->push_back(pairs);
}

} // namespace

Json contextOf(const Evidence& evidence, const std::optional<Error>& ended)
{
    Json shapes = Json::array();
    for (const std::string& shape : evidence.requiredShapes) {
        shapes.push_back({{"target", shape}, {"weight", weightOf(evidence, shape)}});
        if (const auto floor = evidence.floorNanoseconds.find(shape);
            floor != evidence.floorNanoseconds.end())
            shapes.back()["floor_nanoseconds"] = floor->second;
    }
    Json json = {{"shapes", shapes}, {"on_gpu", evidence.onGpu}, {"threads", evidence.threads},
        {"noise_floor", evidence.noiseFloor}, {"keeping_stopped", evidence.keepingStopped},
        {"roofs_remeasured", evidence.roofsRemeasured}, {"keep", toJson(evidence.context)}};
    if (!evidence.unusualInstructions.empty())
        json["unusual_instructions"] = evidence.unusualInstructions;
    if (ended)
        json["ended"] = protocol::toJson(Error {ended->code, ended->message, {}});
    return json;
}

Result<StoredContext> contextFromJson(const Json& json)
{
    try {
        StoredContext stored;
        for (const Json& shape : json.at("shapes"))
            readShape(shape, stored.evidence);
        json.at("on_gpu").get_to(stored.evidence.onGpu);
        json.at("threads").get_to(stored.evidence.threads);
        json.at("noise_floor").get_to(stored.evidence.noiseFloor);
        json.at("keeping_stopped").get_to(stored.evidence.keepingStopped);
        json.at("roofs_remeasured").get_to(stored.evidence.roofsRemeasured);
        stored.evidence.context = keepContextFromJson(json.at("keep"));
        stored.evidence.unusualInstructions
            = json.value("unusual_instructions", std::vector<std::string>());
        if (const auto ended = json.find("ended"); ended != json.end())
            stored.ended = protocol::errorFromJson(*ended);
        return stored;
    } catch (const Json::exception& error) {
        return fail(ErrorCode::Corrupt, "what the judge knew of this experiment is damaged: {}",
            error.what());
    }
}

Judgement judgeExperiment(
    const Evidence& evidence, const std::optional<Error>& ended, const Thresholds& thresholds)
{
    if (!ended)
        return judge(evidence, thresholds);
    Judgement judgement;
    judgement.verdict = verdictFromError(*ended);
    return judgement;
}

} // namespace autokernel::judge
