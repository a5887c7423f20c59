// SPDX-License-Identifier: Apache-2.0
#include "protocol/codec.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::protocol {
namespace {

TEST(Codec, aTimeRequestSurvivesTheWire)
{
    TimeRequest request;
    request.a = {"candidate", CandidateRef {"source \x01 text", {{"VEC", 16}}}};
    request.b = {"eager", std::nullopt};
    request.target = {
        "rmsnorm", "default", kernel::Dtype::BFloat16, {{"R", 4096}, {"D", 64}}, {{"eps", 1e-6}}};
    request.pairs = 30;
    request.startWithB = true;
    const auto line = dumpLine(Json(request));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto back = decode<TimeRequest>(*parseJson(line));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->target.key(), request.target.key());
    EXPECT_EQ(back->a.candidate->tunables, request.a.candidate->tunables);
    EXPECT_FALSE(back->b.candidate.has_value());
    EXPECT_EQ(back->pairs, 30);
    EXPECT_TRUE(back->startWithB);
}

TEST(Codec, numbersThatJsonCannotSaySurvive)
{
    CheckCase bad;
    bad.stage = Stage::Stability;
    bad.worstMaxRatio = std::numeric_limits<double>::infinity();
    bad.worstRmsRatio = std::nan("");
    StageEvidence evidence {Stage::Stability, {bad}, "", 0.25, {}};
    const auto back = decode<StageEvidence>(*parseJson(dumpLine(Json(evidence))));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->cases.at(0).stage, Stage::Stability);
    EXPECT_TRUE(std::isinf(back->cases.at(0).worstMaxRatio));
    EXPECT_TRUE(std::isnan(back->cases.at(0).worstRmsRatio));
}

TEST(Codec, failuresKeepTheirKindAndOldEvidenceIsRead)
{
    CheckCase died;
    died.failure = Failure::OutOfMemory;
    died.crash = "no room for the workspace";
    died.widenedBudget = true;
    died.plainBudgetRatio = 3.5;
    const auto back = decode<CheckCase>(*parseJson(dumpLine(Json(died))));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->failure, Failure::OutOfMemory);
    EXPECT_TRUE(back->widenedBudget);
    EXPECT_EQ(back->plainBudgetRatio, 3.5);
    for (const auto& [crash, failure] :
        {std::pair {"", Failure::None}, {"timed out", Failure::TimedOut},
            {"out of memory", Failure::OutOfMemory}, {"killed by seccomp: x", Failure::BrokeRule},
            {"segmentation fault", Failure::Crashed}}) {
        Json old = Json(died);
        old.erase("failure");
        old["crash"] = crash;
        EXPECT_EQ(decode<CheckCase>(old)->failure, failure) << crash;
    }
}

TEST(Codec, invalidUtf8DoesNotBreakTheLine)
{
    CompileReply reply;
    reply.log = "error: \xff\xfe\n next line";
    EXPECT_TRUE(parseJson(dumpLine(Json(reply))));
}

TEST(Codec, rubbishIsAnErrorNotACrash)
{
    for (const char* text : {"{\"pairs\": \"many\"}", "{\"target\": 5}", "[]",
             "{\"target\":{\"type\":\"x\",\"symbols\":[]}}"}) {
        const auto json = parseJson(text);
        ASSERT_TRUE(json);
        EXPECT_FALSE(decode<TimeRequest>(*json)) << text;
    }
    EXPECT_FALSE(parseJson("{\"id\": "));
}

TEST(Codec, aNewerPeersFieldsAreIgnored)
{
    const auto hello
        = decode<Hello>(*parseJson(R"({"protocol": 7, "flavour": "new", "devices": []})"));
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->protocol, 7);
}

TEST(Codec, stagesHaveOneNameEach)
{
    for (int i = 0; i < 7; ++i) {
        const auto stage = static_cast<Stage>(i);
        EXPECT_EQ(*stageFromString(toString(stage)), stage);
    }
    EXPECT_FALSE(stageFromString("sixth"));
}

TEST(Codec, clocksAndFaultsAreTextOnTheWire)
{
    PairBlock block;
    block.clock = Clock::Events;
    block.faultA = {FaultCause::WrongOutputs, "eager: output y"};
    const Json json = block;
    EXPECT_EQ(json.at("clock"), "events");
    EXPECT_EQ(json.at("faultA").at("cause"), "wrong_outputs");
    const auto back = decode<PairBlock>(json);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->clock, Clock::Events);
    EXPECT_EQ(back->faultA.cause, FaultCause::WrongOutputs);
    EXPECT_EQ(back->faultA.text, "eager: output y");
    EXPECT_EQ(back->faultB.cause, FaultCause::None);
    EXPECT_FALSE(decode<PairBlock>(Json {{"clock", "sundial"}}));
}

// Blocks of older histories name no side.
TEST(Codec, anOlderRecheckCountsAgainstTheCandidate)
{
    const auto block = decode<PairBlock>(Json {{"clock", "wall"}, {"recheck", "y differs"}});
    ASSERT_TRUE(block) << block.error().message;
    EXPECT_EQ(block->faultB.cause, FaultCause::WrongOutputs);
    EXPECT_EQ(block->faultB.text, "y differs");
    EXPECT_EQ(block->faultA.cause, FaultCause::None);
}

} // namespace
} // namespace autokernel::protocol
