// SPDX-License-Identifier: Apache-2.0
#include "judge/evidence_context.h"

#include <gmock/gmock.h>

namespace autokernel::judge {
namespace {

Evidence full()
{
    Evidence evidence;
    evidence.requiredShapes = {"toy N=8", "toy N=16"};
    evidence.first = {{"toy N=8", 0.25, {}}, {"toy N=16", 0.75, {}}};
    evidence.floorNanoseconds["toy N=16"] = 123.4567890123456789;
    evidence.roofsRemeasured = true;
    evidence.context = {11.5, "eager", 2.5, true, 0.875, true};
    evidence.onGpu = true;
    evidence.threads = 7;
    evidence.noiseFloor = 0.1 + 0.2;
    evidence.keepingStopped = "a control says so";
    evidence.unusualInstructions = {"rdtsc"};
    return evidence;
}

TEST(EvidenceContext, survivesTheStoresText)
{
    const auto written = contextOf(full()).dump();
    const auto back = contextFromJson(Json::parse(written));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_FALSE(back->ended);
    EXPECT_EQ(contextOf(back->evidence).dump(), written);
    EXPECT_EQ(back->evidence.noiseFloor, 0.1 + 0.2) << "to the last bit";
    ASSERT_EQ(back->evidence.confirmation.size(), 2U);
    EXPECT_EQ(back->evidence.confirmation[1].weight, 0.75);
    EXPECT_EQ(back->evidence.context.baseline, "eager");
    EXPECT_EQ(back->evidence.unusualInstructions, (std::vector<std::string> {"rdtsc"}));
    EXPECT_FALSE(back->evidence.floorNanoseconds.contains("toy N=8"));
}

TEST(EvidenceContext, theErrorThatEndedAnExperimentIsItsVerdict)
{
    const Error error {ErrorCode::TimedOut, "it did not return within 2 s", "a long log"};
    const auto back = contextFromJson(contextOf(full(), error));
    ASSERT_TRUE(back && back->ended);
    const auto verdict = judgeExperiment(back->evidence, back->ended).verdict;
    EXPECT_EQ(verdict.kind, VerdictKind::TimedOut);
    EXPECT_EQ(verdict.sentence, error.message);
}

TEST(EvidenceContext, aDamagedOneIsAnError)
{
    auto json = contextOf(full());
    json.erase("threads");
    ASSERT_FALSE(contextFromJson(json));
    EXPECT_EQ(contextFromJson(json).error().code, ErrorCode::Corrupt);
    EXPECT_FALSE(contextFromJson(Json::array()));
}

} // namespace
} // namespace autokernel::judge
