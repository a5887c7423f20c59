// SPDX-License-Identifier: Apache-2.0
#include "judge/correctness.h"

#include <gmock/gmock.h>

#include <functional>
#include <limits>

namespace autokernel::judge {
namespace {

using protocol::CheckCase;
using protocol::Failure;
using protocol::Stage;
using protocol::StageEvidence;

StageEvidence passing(Stage stage)
{
    CheckCase c;
    c.stage = stage;
    c.name = "uniform";
    c.symbols = "D=64,R=8";
    c.dtype = "fp32";
    c.output = "y";
    c.worstMaxRatio = 0.5;
    c.worstRmsRatio = 1.0;
    StageEvidence evidence;
    evidence.stage = stage;
    evidence.cases = {c, c};
    return evidence;
}

std::vector<StageEvidence> allPassing()
{
    std::vector<StageEvidence> all {passing(Stage::Smoke)};
    for (const Stage stage : fullStages())
        all.push_back(passing(stage));
    return all;
}

TEST(Correctness, passesWhenEveryCaseHolds)
{
    const CorrectnessResult result = judgeCorrectness(allPassing(), fullStages());
    EXPECT_TRUE(result.passed());
    EXPECT_THAT(result.notes, testing::IsEmpty());
}

struct FailureCase
{
    const char* name;
    std::function<void(CheckCase&)> spoil;
    VerdictKind kind;
    const char* rule;
};

class CorrectnessFailure : public testing::TestWithParam<FailureCase>
{
};

TEST_P(CorrectnessFailure, namesKindRuleAndPlace)
{
    std::vector<StageEvidence> evidence = allPassing();
    GetParam().spoil(evidence[3].cases[1]);
    const CorrectnessResult result = judgeCorrectness(evidence, fullStages());
    ASSERT_FALSE(result.passed());
    EXPECT_EQ(result.failure->kind, GetParam().kind) << result.failure->sentence;
    EXPECT_EQ(result.failure->rule, GetParam().rule);
    EXPECT_THAT(result.failure->sentence, testing::HasSubstr("D=64,R=8"));
}

INSTANTIATE_TEST_SUITE_P(All, CorrectnessFailure,
    testing::Values(
        FailureCase {"rule", [](CheckCase& c) { c.rule = "C5"; }, VerdictKind::Rejected, "C5"},
        FailureCase {
            "guards", [](CheckCase& c) { c.guardsIntact = false; }, VerdictKind::Rejected, "C9"},
        FailureCase {
            "inputs", [](CheckCase& c) { c.inputsIntact = false; }, VerdictKind::Rejected, "C9"},
        FailureCase {"call",
            [](CheckCase& c) {
                c.failure = Failure::BrokeRule;
                c.crash = "the kernel called getpid";
            },
            VerdictKind::Rejected, "C4"},
        FailureCase {"timeout", [](CheckCase& c) { c.failure = Failure::TimedOut; },
            VerdictKind::TimedOut, "timed_out"},
        FailureCase {"memory", [](CheckCase& c) { c.failure = Failure::OutOfMemory; },
            VerdictKind::OutOfMemory, "out_of_memory"},
        FailureCase {"crash",
            [](CheckCase& c) {
                c.failure = Failure::Crashed;
                c.crash = "assertion 'timed out' failed"; // words decide nothing
            },
            VerdictKind::RuntimeError, "crashed"},
        FailureCase {"crashWithoutKind", [](CheckCase& c) { c.crash = "segmentation fault"; },
            VerdictKind::RuntimeError, "crashed"},
        FailureCase {"unwritten", [](CheckCase& c) { c.allWritten = false; },
            VerdictKind::Incorrect, "unwritten"},
        FailureCase {"nan", [](CheckCase& c) { c.nanPositionsMatch = false; },
            VerdictKind::Incorrect, "nan_positions"},
        FailureCase {
            "bits", [](CheckCase& c) { c.bitExact = false; }, VerdictKind::Incorrect, "bit_exact"},
        FailureCase {"maximum", [](CheckCase& c) { c.worstMaxRatio = 1.01; },
            VerdictKind::Incorrect, "error_budget"},
        FailureCase {"infinite",
            [](CheckCase& c) { c.worstMaxRatio = std::numeric_limits<double>::infinity(); },
            VerdictKind::Incorrect, "error_budget"},
        FailureCase {"rms", [](CheckCase& c) { c.worstRmsRatio = 1.5; }, VerdictKind::Incorrect,
            "error_budget"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Correctness, namesTheBudgetThatDecided)
{
    std::vector<StageEvidence> evidence = allPassing();
    evidence[3].cases[0].widenedBudget = true;
    evidence[3].cases[0].plainBudgetRatio = 2.5;
    evidence[3].leftOut = {"large activations"};
    const CorrectnessResult passed = judgeCorrectness(evidence, fullStages());
    EXPECT_TRUE(passed.passed());
    EXPECT_THAT(passed.notes,
        testing::ElementsAre(
            testing::AllOf(
                testing::HasSubstr("ill-conditioned rows decided 1 cases of the stability"),
                testing::HasSubstr("2.5")),
            testing::HasSubstr("test nothing: large activations")));
    evidence[3].cases[0].worstMaxRatio = 3;
    EXPECT_THAT(judgeCorrectness(evidence, fullStages()).failure->sentence,
        testing::HasSubstr("3.00 times the budget of ill-conditioned rows"));
}

TEST(Correctness, ratiosThatDoNotApplyAreNoFailure)
{
    std::vector<StageEvidence> evidence = allPassing();
    evidence[4].cases[0].worstMaxRatio = std::numeric_limits<double>::quiet_NaN();
    evidence[4].cases[0].worstRmsRatio = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(judgeCorrectness(evidence, fullStages()).passed());
}

TEST(Correctness, cheatingOutranksCrashesOutrankWrongValues)
{
    std::vector<StageEvidence> evidence = allPassing();
    evidence[0].cases[0].worstMaxRatio = 9;
    evidence[1].cases[0].crash = "segmentation fault";
    EXPECT_EQ(judgeCorrectness(evidence, fullStages()).failure->kind, VerdictKind::RuntimeError);
    evidence[2].cases[0].rule = "C6";
    EXPECT_EQ(judgeCorrectness(evidence, fullStages()).failure->kind, VerdictKind::Rejected);
}

TEST(Correctness, aMissingSkippedOrEmptyStageIsNoPass)
{
    std::vector<StageEvidence> missing = allPassing();
    missing.erase(missing.begin() + 2);
    std::vector<StageEvidence> skipped = allPassing();
    skipped[3].skipped = "no time";
    std::vector<StageEvidence> empty = allPassing();
    empty[5].cases.clear();
    for (const auto& evidence : {missing, skipped, empty}) {
        const CorrectnessResult result = judgeCorrectness(evidence, fullStages());
        ASSERT_FALSE(result.passed());
        EXPECT_EQ(result.failure->kind, VerdictKind::Inconclusive);
        EXPECT_EQ(result.failure->rule, "missing_evidence");
    }
}

TEST(Correctness, skippedSanitizerAndSampledRowsAreNoted)
{
    std::vector<StageEvidence> evidence = allPassing();
    evidence[2].cases[0].sampled = true;
    StageEvidence sanitizer;
    sanitizer.stage = Stage::Sanitizer;
    sanitizer.skipped = "no sanitizer runtime";
    evidence.push_back(sanitizer);
    const CorrectnessResult result = judgeCorrectness(evidence, fullStages());
    EXPECT_TRUE(result.passed());
    EXPECT_THAT(result.notes,
        testing::UnorderedElementsAre(
            testing::HasSubstr("no sanitizer runtime"), testing::HasSubstr("sampled in 1 cases")));
}

} // namespace
} // namespace autokernel::judge
