// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/expectation.h"
#include "ui/wizard/run_draft.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

RunDraft pythonDraft()
{
    RunDraft draft;
    draft.subject = RunDraft::Subject::File;
    draft.file = "/models/net.py";
    draft.className = "Net";
    return draft;
}

TEST(RunDraft, theDefaultsAreARunThatCanStart)
{
    const auto config = configOf({});
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->model->example, "gpt2");
    EXPECT_EQ(config->wallClock, std::chrono::hours(8));
    EXPECT_EQ(config->device, "cpu");
}

TEST(RunDraft, aModelPageWithoutAUsableModelSaysSo)
{
    auto draft = pythonDraft();
    EXPECT_EQ(problemOf(draft, WizardStep::Model), "");
    draft.className.clear();
    EXPECT_EQ(problemOf(draft, WizardStep::Model), "Name the class of the model in net.py.");
    draft.file = "/models/net.onnx";
    EXPECT_TRUE(problemOf(draft, WizardStep::Model).contains("neither TorchScript"));
    draft.file.clear();
    EXPECT_TRUE(problemOf(draft, WizardStep::Model).contains("Choose the model's file"));
    draft.subject = RunDraft::Subject::Kernel;
    EXPECT_EQ(problemOf(draft, WizardStep::Model), "Choose a kernel type.");
}

TEST(RunDraft, badShapesAreNamed)
{
    auto draft = pythonDraft();
    for (const char* good : {"", "1,128", "int:1,128  4,4", "1,2;3"}) {
        draft.inputs = good;
        EXPECT_EQ(problemOf(draft, WizardStep::Inputs), "") << good;
    }
    for (const char* bad : {"1,,2", "a", "0,4", "-1", "int:"}) {
        draft.inputs = bad;
        EXPECT_NE(problemOf(draft, WizardStep::Inputs), "") << bad;
        EXPECT_FALSE(configOf(draft)) << bad;
    }
    draft.inputs.clear();
    draft.vocabulary = "many";
    EXPECT_TRUE(problemOf(draft, WizardStep::Inputs).contains("whole number"));
}

TEST(RunDraft, torchScriptNeedsShapesAndAModelNeedsTheCpu)
{
    auto draft = pythonDraft();
    draft.file = "/models/net.pt";
    EXPECT_TRUE(problemOf(draft, WizardStep::Inputs).contains("does not say what its inputs"));
    draft.inputs = "1,3,224,224";
    EXPECT_EQ(problemOf(draft, WizardStep::Inputs), "");
    draft.device = "cuda:0";
    EXPECT_TRUE(problemOf(draft, WizardStep::Inputs).contains("Whole models run on the CPU"));
    draft.subject = RunDraft::Subject::Kernel;
    EXPECT_EQ(problemOf(draft, WizardStep::Inputs), "");
}

TEST(RunDraft, badBudgetsAreNamed)
{
    RunDraft draft;
    for (const char* bad : {"", "8", "0m", "-1h", "8x"}) {
        draft.duration = bad;
        EXPECT_NE(problemOf(draft, WizardStep::Budget), "") << bad;
    }
    draft.hasDuration = false;
    EXPECT_TRUE(problemOf(draft, WizardStep::Budget).contains("Say when the run ends"));
    draft.hasClock = true;
    EXPECT_EQ(problemOf(draft, WizardStep::Budget), "");
    draft.clock = "25:00";
    EXPECT_NE(problemOf(draft, WizardStep::Budget), "");
}

TEST(RunDraft, aConfigurationBecomesADraftAndTheSameConfiguration)
{
    auto draft = pythonDraft();
    draft.inputs = "int:1,128 4";
    draft.dtype = "bf16";
    draft.threads = 2;
    draft.seed = 5'000'000'000;
    draft.hasClock = draft.hasExperiments = true;
    draft.experiments = 77;
    draft.accept = "pytest -q";
    draft.mutators = {"structure", "crossover"};
    draft.withLadder = false;
    RunDraft kernel;
    kernel.subject = RunDraft::Subject::Kernel;
    kernel.kernel = "rmsnorm";
    kernel.variant = "residual";
    kernel.shape = "D=768,R=512";
    kernel.device = "cuda:0";
    kernel.kernelRoots = {"/k"};
    for (const auto& each : {draft, kernel}) {
        const auto config = configOf(each);
        ASSERT_TRUE(config) << config.error().message;
        const auto again = configOf(draftOf(*config));
        ASSERT_TRUE(again) << again.error().message;
        EXPECT_EQ(engine::toJson(*again), engine::toJson(*config));
    }
}

TEST(RunDraft, somebodyHasToPropose)
{
    RunDraft draft;
    EXPECT_TRUE(configOf(draft)->mutators.empty()) << "all";
    draft.mutators = {"parameters"};
    EXPECT_EQ(configOf(draft)->mutators, std::vector<std::string> {"parameters"});
    draft.mutators.clear();
    EXPECT_TRUE(problemOf(draft, WizardStep::Budget).contains("who proposes"));
}

store::RunSummary pastRun(const char* start, const char* end, std::int64_t experiments)
{
    store::RunSummary run;
    run.kind = store::RunKind::Model;
    run.state = store::RunState::Finished;
    run.device = "cpu Some Processor";
    run.startedAt = start;
    run.endedAt = end;
    run.experiments = experiments;
    return run;
}

TEST(Expectation, theRateIsThatOfEndedRunsOnThisDevice)
{
    std::vector runs {pastRun("2024-05-01T20:00:00Z", "2024-05-01T21:00:00Z", 100),
        pastRun("2024-05-02T20:00:00Z", "2024-05-02T20:30:00Z", 150),
        pastRun("2024-05-03T20:00:00Z", "2024-05-03T21:00:00Z", 200)};
    auto other = runs.front();
    other.device = "cuda:0 Some GPU";
    other.experiments = 9000;
    runs.push_back(other);
    const auto rate = rateOf(runs, store::RunKind::Model, "cpu Some Processor");
    EXPECT_EQ(rate.runs, 3);
    EXPECT_DOUBLE_EQ(rate.perHour, 200);
    EXPECT_EQ(rateOf(runs, store::RunKind::Kernel, "cpu ").runs, 0);
}

TEST(Expectation, saysWhereTheNumberComesFrom)
{
    RunDraft draft;
    draft.duration = "2h";
    EXPECT_EQ(expectationOf(draft, {150, 3}, {20, 0}).toStdString(),
        "about 300 experiments in 2 h, at the 150 an hour of 3 earlier runs on this device");
    EXPECT_TRUE(expectationOf(draft, {362.4, 3}, {20, 0})
                    .startsWith("about 720 experiments in 2 h, at the 360 an hour"))
        << "twice what is said";
    EXPECT_TRUE(expectationOf(draft, {150, 0}, {20, 0}).contains("no earlier run"));
    EXPECT_TRUE(expectationOf(draft, {0.5, 3}, {20, 0}).startsWith("about 1 experiment in 2 h"));
    draft.hasExperiments = true;
    draft.experiments = 20;
    EXPECT_TRUE(expectationOf(draft, {150, 3}, {20, 0}).startsWith("20 experiments, before"));
    draft.hasExperiments = false;
    draft.hasClock = true;
    draft.clock = "21:00";
    EXPECT_EQ(secondsOf(draft, {20, 0}), 3600);
}

} // namespace
} // namespace autokernel::ui
