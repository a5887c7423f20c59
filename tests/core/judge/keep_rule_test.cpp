// SPDX-License-Identifier: Apache-2.0
#include "core/judge/simulated_pairs.h"

#include "judge/keep_rule.h"

#include <gmock/gmock.h>

namespace autokernel::judge {
namespace {

std::vector<ShapePairs> shape(protocol::PairBlock block)
{
    ShapePairs pairs;
    pairs.target = "matmul/default fp32 K=8,M=8,N=8";
    pairs.blocks = {std::move(block)};
    return {pairs};
}

std::vector<protocol::StageEvidence> passingStages()
{
    std::vector<protocol::StageEvidence> stages;
    for (const protocol::Stage stage : fullStages()) {
        protocol::StageEvidence evidence;
        evidence.stage = stage;
        evidence.cases.resize(1);
        evidence.cases[0].stage = stage;
        evidence.cases[0].maxError = 1e-7;
        stages.push_back(evidence);
    }
    stages.push_back(stages.back());
    stages.back().stage = protocol::Stage::Sanitizer;
    return stages;
}

// A candidate 5 % faster, with everything in order.
Evidence good()
{
    Evidence evidence;
    evidence.stages = passingStages();
    evidence.first = shape(simulatedBlock(60, 0.05, 0.02, 1));
    evidence.confirmation = shape(simulatedBlock(60, 0.05, 0.02, 2));
    evidence.printed = shape(simulatedBlock(30, 0.05, 0.02, 3));
    evidence.requiredShapes = {evidence.first[0].target};
    evidence.floorNanoseconds[evidence.first[0].target] = 500;
    return evidence;
}

TEST(KeepRule, keepsAConfirmedGainAndPrintsTheFixedBlock)
{
    const Judgement judgement = judge(good());
    EXPECT_EQ(judgement.verdict.kind, VerdictKind::Kept) << judgement.verdict.sentence;
    EXPECT_EQ(judgement.verdict.rule, "confirmed");
    ASSERT_TRUE(judgement.gain);
    EXPECT_THAT(judgement.verdict.sentence,
        testing::HasSubstr(fmt::format("{:.3f} times as fast", judgement.gain->speedup)));
    EXPECT_THAT(judgement.alarms, testing::IsEmpty());
}

TEST(KeepRule, verdictsOfTheFirstVersionStayAsTheyWere)
{
    Evidence evidence = good();
    evidence.printed.clear();
    Thresholds first;
    first.version = 1;
    EXPECT_EQ(judge(evidence, first).verdict.kind, VerdictKind::Kept);
    EXPECT_EQ(judge(evidence).verdict.rule, "printed_incomplete");
}

TEST(KeepRule, aKeepSaysThatTheSanitizerWasSkippedAndIsNoneWhereNothingIsSaid)
{
    Evidence evidence = good();
    evidence.onGpu = true;
    protocol::StageEvidence& sanitizer = evidence.stages.back();
    sanitizer.cases.clear();
    sanitizer.skipped = "it checks kernels of the CPU only";
    const Judgement skipped = judge(evidence);
    EXPECT_EQ(skipped.verdict.kind, VerdictKind::Kept) << skipped.verdict.sentence;
    EXPECT_THAT(skipped.verdict.sentence,
        testing::HasSubstr("sanitizer skipped: it checks kernels of the CPU only"));
    for (const bool isEmpty : {true, false}) {
        if (isEmpty)
            sanitizer.skipped.clear();
        else
            evidence.stages.pop_back();
        const Judgement judgement = judge(evidence);
        EXPECT_EQ(judgement.verdict.kind, VerdictKind::Inconclusive);
        EXPECT_EQ(judgement.verdict.rule, "missing_evidence");
    }
    Thresholds second;
    second.version = 2;
    EXPECT_EQ(judge(evidence, second).verdict.kind, VerdictKind::Kept)
        << "verdicts of that version stay as they were";
}

TEST(KeepRule, judgingAgainGivesTheSame)
{
    const Judgement first = judge(good());
    const Judgement second = judge(good());
    EXPECT_EQ(first.verdict.sentence, second.verdict.sentence);
    EXPECT_DOUBLE_EQ(first.gain->low, second.gain->low);
}

struct RuleCase
{
    const char* name;
    void (*spoil)(Evidence&);
    VerdictKind kind;
    const char* rule;
};

class KeepRuleTable : public testing::TestWithParam<RuleCase>
{
};

TEST_P(KeepRuleTable, givesVerdictAndRule)
{
    Evidence evidence = good();
    GetParam().spoil(evidence);
    const Judgement judgement = judge(evidence);
    EXPECT_EQ(judgement.verdict.kind, GetParam().kind) << judgement.verdict.sentence;
    EXPECT_EQ(judgement.verdict.rule, GetParam().rule) << judgement.verdict.sentence;
    EXPECT_FALSE(judgement.verdict.sentence.empty());
}

INSTANTIATE_TEST_SUITE_P(All, KeepRuleTable,
    testing::Values(RuleCase {"wrong", [](Evidence& e) { e.stages[2].cases[0].worstMaxRatio = 3; },
                        VerdictKind::Incorrect, "error_budget"},
        RuleCase {"cheat", [](Evidence& e) { e.stages[2].cases[0].rule = "C6"; },
            VerdictKind::Rejected, "C6"},
        RuleCase {"wrongWhileTimed",
            [](Evidence& e) {
                e.printed[0].blocks[0].faultB = {protocol::FaultCause::WrongOutputs, "y differs"};
            },
            VerdictKind::Incorrect, "timed_output"},
        RuleCase {"brokenRuleWhileTimed",
            [](Evidence& e) {
                e.first[0].blocks[0].faultB = {protocol::FaultCause::BrokenRule, "C9: y"};
            },
            VerdictKind::Rejected, "timed_memory"},
        RuleCase {"wrongIncumbent",
            [](Evidence& e) {
                e.first[0].blocks[0].faultA = {protocol::FaultCause::WrongOutputs, "y differs"};
            },
            VerdictKind::Inconclusive, "incumbent_failed"},
        RuleCase {"bothWrong",
            [](Evidence& e) {
                e.first[0].blocks[0].faultA = {protocol::FaultCause::WrongOutputs, "y differs"};
                e.confirmation[0].blocks[0].faultB
                    = {protocol::FaultCause::WrongOutputs, "y differs"};
            },
            VerdictKind::Incorrect, "timed_output"},
        RuleCase {"noPairs",
            [](Evidence& e) {
                e.first.clear();
                e.confirmation.clear();
            },
            VerdictKind::Inconclusive, "unfinished"},
        RuleCase {"slower", [](Evidence& e) { e.first = shape(simulatedBlock(10, -0.2, 0.01, 4)); },
            VerdictKind::Reverted, "futile"},
        // Reverted early: the full stages were never run, and need not be.
        RuleCase {"slowerBeforeFullStages",
            [](Evidence& e) {
                e.first = shape(simulatedBlock(10, -0.2, 0.01, 4));
                e.stages.clear();
            },
            VerdictKind::Reverted, "futile"},
        RuleCase {"undecided",
            [](Evidence& e) { e.first = shape(simulatedBlock(200, 0.006, 0.06, 2)); },
            VerdictKind::Inconclusive, "exhausted"},
        RuleCase {"stageMissing", [](Evidence& e) { e.stages.pop_back(); },
            VerdictKind::Inconclusive, "missing_evidence"},
        RuleCase {"unconfirmed", [](Evidence& e) { e.confirmation.clear(); },
            VerdictKind::Inconclusive, "unconfirmed"},
        RuleCase {"notConfirmed",
            [](Evidence& e) { e.confirmation = shape(simulatedBlock(200, 0, 0.01, 5)); },
            VerdictKind::Reverted, "confirmation_futile"},
        RuleCase {"shapeMissing", [](Evidence& e) { e.requiredShapes.push_back("other"); },
            VerdictKind::Inconclusive, "missing_shape"},
        RuleCase {"belowFloor", [](Evidence& e) { e.floorNanoseconds.begin()->second = 970; },
            VerdictKind::Inconclusive, "below_floor"},
        RuleCase {"belowFloorAfterRemeasuring",
            [](Evidence& e) {
                e.floorNanoseconds.begin()->second = 970;
                e.roofsRemeasured = true;
            },
            VerdictKind::Rejected, "below_floor"},
        RuleCase {"farBelowFloor", [](Evidence& e) { e.floorNanoseconds.begin()->second = 2000; },
            VerdictKind::Rejected, "below_floor"},
        RuleCase {"printedBelowFloor",
            [](Evidence& e) { e.printed = shape(simulatedBlock(30, 1, 0.02, 3)); },
            VerdictKind::Rejected, "below_floor"},
        RuleCase {"secondConfirmationBelowFloor",
            [](Evidence& e) { e.again = shape(simulatedBlock(60, 1, 0.02, 3)); },
            VerdictKind::Rejected, "below_floor"},
        RuleCase {"printedClocks",
            [](Evidence& e) {
                for (protocol::Pair& pair : e.printed[0].blocks[0].pairs)
                    pair.bWitnessNanoseconds *= 2;
            },
            VerdictKind::Rejected, "clocks_disagree"},
        RuleCase {"printedBimodal",
            [](Evidence& e) {
                auto& pairs = e.printed[0].blocks[0].pairs;
                for (std::size_t i = 0; i < pairs.size(); i += 2)
                    pairs[i].bNanoseconds = pairs[i].bWitnessNanoseconds = 600;
            },
            VerdictKind::Inconclusive, "bimodal_times"},
        RuleCase {"clocks",
            [](Evidence& e) {
                for (protocol::Pair& pair : e.confirmation[0].blocks[0].pairs)
                    pair.bWitnessNanoseconds *= 2;
            },
            VerdictKind::Rejected, "clocks_disagree"},
        RuleCase {"tooGood", [](Evidence& e) { e.context.speedupOverBaseline = 25; },
            VerdictKind::Inconclusive, "gain_over_baseline"},
        RuleCase {"tooGoodAndNotConfirmedAgain",
            [](Evidence& e) {
                e.context.speedupOverBaseline = 25;
                e.again = shape(simulatedBlock(60, 0, 0.02, 7));
            },
            VerdictKind::Inconclusive, "gain_over_baseline"},
        RuleCase {"tooGoodAndConfirmedAgain",
            [](Evidence& e) {
                e.context.speedupOverBaseline = 25;
                e.again = shape(simulatedBlock(60, 0.05, 0.02, 7));
            },
            VerdictKind::Kept, "confirmed"},
        RuleCase {"wrongInTheSecondConfirmation",
            [](Evidence& e) {
                e.again = shape(simulatedBlock(60, 0.05, 0.02, 7));
                e.again[0].blocks[0].faultB = {protocol::FaultCause::WrongOutputs, "y differs"};
            },
            VerdictKind::Incorrect, "timed_output"},
        RuleCase {"printedIncomplete",
            [](Evidence& e) { e.printed[0].blocks[0].pairs[3].droppedBecause = "canary"; },
            VerdictKind::Inconclusive, "printed_incomplete"},
        RuleCase {"control", [](Evidence& e) { e.keepingStopped = "A/A biased"; },
            VerdictKind::Inconclusive, "keeping_stopped"},
        RuleCase {"hiddenSystemCall", [](Evidence& e) { e.unusualInstructions = {"syscall"}; },
            VerdictKind::Inconclusive, "hidden_system_call"},
        RuleCase {"noiseFloor", [](Evidence& e) { e.noiseFloor = 0.06; }, VerdictKind::Reverted,
            "futile"}),
    [](const auto& tested) { return tested.param.name; });

TEST(KeepRule, thePrintedBlockOfEarlierVersionsRaisesNoAlarm)
{
    Evidence evidence = good();
    evidence.printed = shape(simulatedBlock(30, 1, 0.02, 3));
    Thresholds third;
    third.version = 3;
    EXPECT_EQ(judge(evidence, third).verdict.kind, VerdictKind::Kept)
        << "verdicts of that version stay as they were";
}

TEST(KeepRule, aVendorAlarmIsShownButDoesNotStopAKeep)
{
    Evidence evidence = good();
    evidence.context.speedupOverVendor = 3;
    const Judgement judgement = judge(evidence);
    EXPECT_EQ(judgement.verdict.kind, VerdictKind::Kept);
    EXPECT_EQ(judgement.alarms.size(), 1U);
}

} // namespace
} // namespace autokernel::judge
