// SPDX-License-Identifier: Apache-2.0
#include "core/judge/simulated_pairs.h"

#include "judge/alarms.h"

#include <gmock/gmock.h>

namespace autokernel::judge {
namespace {

MATCHER_P2(IsAlarm, signal, action, "")
{
    return arg.signal == signal && arg.action == action;
}

std::vector<ShapePairs> shape(protocol::PairBlock block)
{
    ShapePairs pairs;
    pairs.target = "s";
    pairs.blocks = {std::move(block)};
    return {pairs};
}

TEST(Alarms, aChampionThatFailsIsOne)
{
    Revalidation revalidation;
    revalidation.holds = true;
    EXPECT_FALSE(revalidationAlarm(revalidation));
    revalidation.holds = false;
    revalidation.sentence = "doubtful.";
    const auto alarm = revalidationAlarm(revalidation);
    ASSERT_TRUE(alarm);
    EXPECT_EQ(alarm->signal, "champion_doubtful");
    EXPECT_EQ(alarm->sentence, "doubtful. The previous champion returns.");
    revalidation.hasFailed = true;
    EXPECT_EQ(revalidationAlarm(revalidation)->signal, "champion_failed");
    revalidation.hasFailed = false;
    revalidation.voidBecause = "the original failed";
    EXPECT_FALSE(revalidationAlarm(revalidation));
}

TEST(Alarms, aQuietTimingRaisesNone)
{
    EXPECT_THAT(timingAlarms(shape(simulatedBlock(60, 0.05, 0.02, 1)), 1), testing::IsEmpty());
}

TEST(Alarms, disagreeingClocksReject)
{
    protocol::PairBlock block = simulatedBlock(60, 0.3, 0.01, 1);
    for (protocol::Pair& pair : block.pairs)
        pair.bWitnessNanoseconds *= 1.5;
    EXPECT_THAT(timingAlarms(shape(block), 1),
        testing::ElementsAre(IsAlarm("clocks_disagree", AlarmAction::Reject)));
}

TEST(Alarms, oneComparisonUsesOneClock)
{
    auto pairs = shape(simulatedBlock(60, 0.1, 0.01, 1));
    pairs[0].blocks.push_back(simulatedBlock(60, 0.1, 0.01, 2));
    pairs[0].blocks[1].clock = protocol::Clock::Events;
    EXPECT_THAT(timingAlarms(pairs, 1),
        testing::ElementsAre(IsAlarm("clocks_mixed", AlarmAction::Inconclusive)));
}

TEST(Alarms, droppedPairsMakeItInconclusive)
{
    protocol::PairBlock block = simulatedBlock(60, 0.1, 0.01, 1);
    for (std::size_t i = 0; i < 20; ++i)
        block.pairs[i].droppedBecause = "canary";
    EXPECT_THAT(timingAlarms(shape(block), 1),
        testing::ElementsAre(IsAlarm("dropped_pairs", AlarmAction::Inconclusive)));
}

TEST(Alarms, twoSpeedsOfTheCandidateAloneAreSuspicious)
{
    protocol::PairBlock cheat = simulatedBlock(60, 0, 0.01, 1);
    for (std::size_t i = 0; i < 60; i += 3)
        cheat.pairs[i].bNanoseconds = cheat.pairs[i].bWitnessNanoseconds = 300;
    EXPECT_THAT(timingAlarms(shape(cheat), 1),
        testing::ElementsAre(IsAlarm("bimodal_times", AlarmAction::Quarantine)));
    for (protocol::Pair& pair : cheat.pairs)
        pair.aNanoseconds = pair.aWitnessNanoseconds = pair.bNanoseconds;
    EXPECT_THAT(timingAlarms(shape(cheat), 1), testing::IsEmpty());
}

TEST(Alarms, gainsTooGoodToBeTrue)
{
    KeepContext context;
    context.speedupOverBaseline = 12;
    context.baseline = "eager";
    EXPECT_THAT(keepAlarms(context),
        testing::ElementsAre(IsAlarm("gain_over_baseline", AlarmAction::Quarantine)));
    context.confirmedTwice = true;
    EXPECT_THAT(keepAlarms(context),
        testing::ElementsAre(IsAlarm("gain_over_baseline", AlarmAction::Note)));
    context = {};
    context.speedupOverVendor = 1.5;
    EXPECT_THAT(keepAlarms(context), testing::IsEmpty());
    context.isLargeSquareGemm = true;
    context.fractionOfPeak = 0.9;
    EXPECT_THAT(keepAlarms(context),
        testing::ElementsAre(IsAlarm("gain_over_vendor", AlarmAction::Note),
            IsAlarm("gemm_of_peak", AlarmAction::Note)));
}

TEST(Alarms, aGainOverTheVendorSaysHowFastTheVendorIs)
{
    KeepContext context;
    context.baseline = "eager";
    context.speedupOverBaseline = 2;
    context.speedupOverVendor = 2.5;
    auto alarms = keepAlarms(context);
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_THAT(alarms[0].sentence,
        testing::HasSubstr("which is 0.80 times as fast as eager, so slower than it; above"));
    context.speedupOverBaseline = 3;
    alarms = keepAlarms(context);
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_THAT(alarms[0].sentence, testing::HasSubstr("which is 1.20 times as fast as eager; "));
}

TEST(Alarms, aWayIntoTheSystemIsNotKeptAndOtherUnusualInstructionsAreNoted)
{
    const auto of = [](std::vector<std::string> names) { return instructionAlarms(names); };
    EXPECT_THAT(of({}), testing::IsEmpty());
    EXPECT_THAT(of({"rdtsc", "cpuid"}),
        testing::ElementsAre(IsAlarm("unusual_instructions", AlarmAction::Note)));
    for (const char* name : {"syscall", "sysenter", "int 0x80"})
        EXPECT_THAT(of({"rdtsc", name}),
            testing::ElementsAre(IsAlarm("hidden_system_call", AlarmAction::Inconclusive)));
}

TEST(Alarms, errorOfExactlyZeroIsNoted)
{
    protocol::StageEvidence stage;
    stage.cases.resize(2);
    stage.cases[0].yardstickMaxError = 1e-6;
    EXPECT_THAT(correctnessAlarms({&stage, 1}),
        testing::ElementsAre(IsAlarm("error_exactly_zero", AlarmAction::Note)));
    stage.cases[1].maxError = 1e-9;
    EXPECT_THAT(correctnessAlarms({&stage, 1}), testing::IsEmpty());
    stage.cases[0].yardstickMaxError = stage.cases[1].maxError = 0; // a copy kernel
    EXPECT_THAT(correctnessAlarms({&stage, 1}), testing::IsEmpty());
}

TEST(Alarms, controlsStopKeeping)
{
    AaControl aa;
    aa.pairs = 100;
    aa.noiseFloor = 0.002;
    SlowControl slow;
    slow.isSeen = true;
    EXPECT_THAT(controlAlarms(aa, slow, 0.002), testing::IsEmpty());
    slow.isSeen = false;
    EXPECT_THAT(controlAlarms(aa, slow, 0.002),
        testing::ElementsAre(IsAlarm("slow_control_unseen", AlarmAction::StopKeeping)));
    aa.isBiased = true;
    EXPECT_THAT(controlAlarms(aa, std::nullopt, 0.002),
        testing::ElementsAre(IsAlarm("aa_biased", AlarmAction::StopKeeping)));
    aa.isBiased = false;
    aa.noiseFloor = 0.02;
    EXPECT_THAT(controlAlarms(aa, std::nullopt, 0.002),
        testing::ElementsAre(IsAlarm("noise_floor_doubled", AlarmAction::StopKeeping)));
    aa.isBiased = aa.isTooNoisy = aa.hasFailed = true;
    const auto failed = controlAlarms(aa, slow, 0);
    EXPECT_THAT(failed,
        testing::ElementsAre(IsAlarm("aa_failed", AlarmAction::StopKeeping),
            IsAlarm("slow_control_unseen", AlarmAction::StopKeeping)))
        << "its sentence is of nothing else";
    EXPECT_TRUE(std::all_of(failed.begin(), failed.end(), isOfControls));
    EXPECT_FALSE(isOfControls({"keep_rate", AlarmAction::Note, 0, 0, {}}));
}

TEST(Alarms, aHighKeepRateIsNoted)
{
    std::vector<VerdictKind> verdicts(100, VerdictKind::Kept);
    std::fill(verdicts.begin() + 65, verdicts.end(), VerdictKind::Reverted);
    EXPECT_FALSE(keepRateAlarm(verdicts)); // 15 of the last 50
    verdicts[99] = VerdictKind::Kept;
    EXPECT_TRUE(keepRateAlarm(verdicts));
    EXPECT_FALSE(keepRateAlarm(std::span(verdicts).first(49)));
}

TEST(Alarms, aForecastFarOffIsNoted)
{
    EXPECT_FALSE(forecastAlarm(1.20, 1.15));
    EXPECT_TRUE(forecastAlarm(1.20, 1.10));
    EXPECT_TRUE(forecastAlarm(1.20, 1.30));
    EXPECT_FALSE(forecastAlarm(1.005, 1.0));
}

} // namespace
} // namespace autokernel::judge
