// SPDX-License-Identifier: Apache-2.0
// Whole-model runs on a fake model: what the end of a run measures, and against what.
#include "core/engine/model_run_fixture.h"

#include "engine/model_finish.h"
#include "engine/user_test.h"

#include <gmock/gmock.h>

namespace autokernel::engine {
namespace {

using store::ModelMeasurement;
using support::FakeModelWorker;

class ModelFinishTest : public test::ModelRunTest
{
};

TEST_F(ModelFinishTest, theResultIsMeasuredAgainstEagerAndTheStrongestFreeRung)
{
    const auto outcome = run();
    EXPECT_EQ(outcome.state, store::RunState::Finished) << outcome.summary;
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_TRUE(final->verified) << final->notVerifiedBecause;
    EXPECT_GT(final->overBaseline.low, 1.2);
    const auto free = measured(outcome.run, ModelMeasurement::FreeRung);
    ASSERT_TRUE(free);
    EXPECT_EQ(free->baseline, "torch_compile");
    EXPECT_NEAR(free->overBaseline.value, final->overBaseline.value / 1.1, 0.04);
}

// Killed for want of memory, say: the night's result is asked for once more.
TEST_F(ModelFinishTest, aWorkerThatDiesIsReplacedAtTheEndToo)
{
    for (const char* op : {"build_package", "check_model", "time_model"}) {
        m_change = [=](FakeModelWorker& worker) {
            worker.failNext(
                op, {ErrorCode::RuntimeError, "the worker died.", std::string(kWorkerLost)});
        };
        m_options.history = m_folder.path() / (std::string(op) + ".db");
        const auto outcome = run();
        EXPECT_EQ(outcome.state, store::RunState::Finished) << op << outcome.summary;
        const auto final = measured(outcome.run, ModelMeasurement::Final);
        ASSERT_TRUE(final) << op;
        EXPECT_TRUE(final->verified) << op << final->notVerifiedBecause;
    }
}

// Each holds all of the model's weights.
TEST_F(ModelFinishTest, packagesThatWereTriedDoNotPileUp)
{
    std::size_t most = 0;
    m_change = [&](FakeModelWorker& worker) {
        worker.onModelTiming = [&](const protocol::TimeModelRequest& request) {
            for (const auto& contender : {request.a, request.b})
                if (contender.starts_with("package:")
                    && contender.find("/package-") != std::string::npos) {
                    const std::filesystem::path folder = contender.substr(8);
                    const std::filesystem::directory_iterator all(folder.parent_path());
                    most = std::max<std::size_t>(most, std::distance(begin(all), end(all)));
                }
        };
    };
    const auto outcome = run();
    EXPECT_TRUE(reported(outcome.run).verified);
    EXPECT_GE(most, 1U);
    EXPECT_LE(most, 3U);
}

TEST_F(ModelFinishTest, thePackageIsTimedBeforeTheResultIsCalledVerified)
{
    const auto outcome = run();
    std::vector<ModelMeasurement> kinds;
    for (const auto& row : rows(outcome.run))
        kinds.push_back(row.record.kind);
    const auto package = std::find(kinds.begin(), kinds.end(), ModelMeasurement::Package);
    EXPECT_LT(package, std::find(kinds.begin(), kinds.end(), ModelMeasurement::Final));
    EXPECT_TRUE(reported(outcome.run).verified);
    EXPECT_THAT(outcome.summary, testing::StartsWith("The model runs"));
    EXPECT_THAT(outcome.summary, testing::HasSubstr("with 1 kernel of ours"));
}

TEST_F(ModelFinishTest, thePackageCarriesItsProof)
{
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    const auto proof = value(
        parseJson(value(readFile(packageFolderOf(m_options.history, outcome.run) / "proof.json"))));
    EXPECT_EQ(proof.at("verified"), true);
    EXPECT_EQ(proof.at("baseline"), "eager");
    EXPECT_EQ(proof.at("in_libtorch").at("speedup"), final->overBaseline.value);
    EXPECT_GT(proof.at("in_python").at("low"), 1);
    ASSERT_EQ(final->blocks.size(), 1u);
    EXPECT_EQ(proof.at("pairs"), final->blocks.front().pairs.size());
    EXPECT_EQ(proof.at("loads"), final->blocks.front().loads);
    EXPECT_THAT(proof.at("interval").get<std::string>(),
        testing::AllOf(testing::HasSubstr("Student's t of the means of the loads"),
            testing::HasSubstr("interleaved pairs")));
    EXPECT_EQ(proof.at("inputs_checked"), final->inputsChecked);
    EXPECT_EQ(proof.at("run"), outcome.run.value);
}

TEST_F(ModelFinishTest, aSlowerPackageIsReportedWithItsOwnFigure)
{
    // 10 ms against 5.2 or so in the worker; plain Python adds 2 ms.
    m_change = [](FakeModelWorker& worker) { worker.pythonNanoseconds = 2e6; };
    const auto outcome = run();
    const auto package = measured(outcome.run, ModelMeasurement::Package);
    ASSERT_TRUE(package);
    EXPECT_LT(package->overBaseline.high,
        measured(outcome.run, ModelMeasurement::Final)->overBaseline.low);
    const auto report = reported(outcome.run);
    EXPECT_TRUE(report.verified) << report.notVerifiedBecause;
    EXPECT_EQ(report.ours.overEager->value, package->overBaseline.value);
    EXPECT_THAT(report.ours.note, testing::HasSubstr("plain Python"));
    EXPECT_THAT(outcome.summary,
        testing::HasSubstr(fmt::format("{:.2f}x as fast", package->overBaseline.value)));
    bool isComparedInPython = false;
    for (const auto& name : m_timed)
        isComparedInPython = isComparedInPython || name.starts_with("python_package:");
    EXPECT_TRUE(isComparedInPython);
}

TEST_F(ModelFinishTest, aPackageWithoutAGainIsNotVerified)
{
    m_change = [](FakeModelWorker& worker) { worker.pythonNanoseconds = 8e6; };
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    EXPECT_FALSE(final->verified);
    EXPECT_THAT(final->notVerifiedBecause, testing::HasSubstr("no gain over eager"));
    EXPECT_THAT(outcome.summary, testing::StartsWith("Not verified: its package"));
    EXPECT_THAT(reported(outcome.run).headline, testing::StartsWith("Not verified: its package"));
}

// The package seems half as fast again as the same kernels in the worker.
void flatterThePackage(protocol::PairBlock& block)
{
    for (auto& pair : block.pairs)
        pair.bNanoseconds /= 1.5;
}

TEST_F(ModelFinishTest, aContradictionIsMeasuredAfreshOnceAndStored)
{
    m_change = [](FakeModelWorker& worker) {
        worker.spoilModel = [first = true](const auto& request, auto& block) mutable {
            if (request.b.starts_with("python_package:") && std::exchange(first, false))
                flatterThePackage(block);
        };
    };
    const auto outcome = run();
    std::vector<bool> verified;
    for (const auto& row : rows(outcome.run))
        if (row.record.kind == ModelMeasurement::Package
            || row.record.kind == ModelMeasurement::Final)
            verified.push_back(row.record.verified);
    EXPECT_THAT(verified, testing::ElementsAre(false, false, true, true));
    EXPECT_TRUE(reported(outcome.run).verified) << reported(outcome.run).notVerifiedBecause;
    EXPECT_THAT(outcome.summary, testing::StartsWith("The model runs"));
}

TEST_F(ModelFinishTest, aContradictionThatStaysIsNotVerified)
{
    m_change = [](FakeModelWorker& worker) {
        worker.spoilModel = [](const auto& request, auto& block) {
            if (request.b.starts_with("python_package:"))
                flatterThePackage(block);
        };
    };
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_FALSE(final->verified);
    EXPECT_THAT(final->notVerifiedBecause, testing::HasSubstr("contradict each other"));
}

// Two input sets; the second takes as long with ours, or longer.
void giveSets(protocol::PairBlock& block, bool isSecondSlower)
{
    block.inputSets.resize(2);
    for (auto& set : block.inputSets)
        set.weight = 1;
    for (const auto& pair : block.pairs)
        for (int i = 0; i < 2; ++i) {
            auto& set = block.inputSets[static_cast<std::size_t>(i)];
            set.aNanoseconds.push_back(pair.aNanoseconds);
            set.bNanoseconds.push_back(
                i == 0 ? pair.bNanoseconds : pair.aNanoseconds * (isSecondSlower ? 1.1 : 1.0));
        }
}

TEST_F(ModelFinishTest, eachInputSetIsJudgedInTheMeasurementThatCounts)
{
    for (const bool isSlowerAtFirst : {true, false}) {
        m_options.history = m_folder.path() / (isSlowerAtFirst ? "first.db" : "second.db");
        m_change = [=](FakeModelWorker& worker) {
            worker.spoilModel = [=, first = true](const auto& request, auto& block) mutable {
                if (request.b.starts_with("python_package:") && std::exchange(first, false))
                    flatterThePackage(block);
                else if (request.a == "original" && request.b.starts_with("package:"))
                    giveSets(block, first == isSlowerAtFirst);
            };
        };
        const auto final = measured(run().run, ModelMeasurement::Final);
        ASSERT_TRUE(final);
        EXPECT_EQ(final->verified, isSlowerAtFirst) << final->notVerifiedBecause;
        EXPECT_THAT(final->notVerifiedBecause,
            testing::HasSubstr(isSlowerAtFirst ? "" : "input set 2 of 2 became slower: 0.9"));
    }
}

TEST_F(ModelFinishTest, whereThePackagesFigureCountsItsInputSetsDo)
{
    m_change = [](FakeModelWorker& worker) {
        worker.pythonNanoseconds = 2e6;
        worker.spoilModel = [](const auto& request, auto& block) {
            if (request.b.starts_with("python_package:"))
                giveSets(block, true);
        };
    };
    const auto final = measured(run().run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_FALSE(final->verified);
    EXPECT_THAT(final->notVerifiedBecause, testing::HasSubstr("input set 2 of 2 became slower"));
}

// What a contradiction had measured anew does not make it pass.
TEST_F(ModelFinishTest, aFailedTestIsNotForgottenOverAContradiction)
{
    m_config.accept = "echo 'perplexity is 91, not 30' >&2; exit 3";
    m_change = [](FakeModelWorker& worker) {
        worker.spoilModel = [first = true](const auto& request, auto& block) mutable {
            if (request.b.starts_with("python_package:") && std::exchange(first, false))
                flatterThePackage(block);
        };
    };
    const auto final = measured(run().run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_FALSE(final->verified);
    EXPECT_THAT(final->notVerifiedBecause, testing::HasSubstr("perplexity is 91"));
}

TEST_F(ModelFinishTest, aModelWithWrongOutputsIsNeverASpeedup)
{
    m_change = [](FakeModelWorker& worker) { worker.outputs.worstMaxRatio = 12; };
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final);
    EXPECT_FALSE(final->verified);
    EXPECT_TRUE(final->applied.empty());
    EXPECT_EQ(final->worstMaxRatio, 12);
    EXPECT_FALSE(std::filesystem::exists(packageFolderOf(m_options.history, outcome.run)));
    EXPECT_THAT(outcome.summary, testing::StartsWith("No kernel of ours is applied"));
    for (const auto& event : m_events) {
        const auto* progress = std::get_if<Progress>(&event);
        EXPECT_EQ(progress ? progress->endToEndSpeedup : 0, 0);
    }
    EXPECT_THAT(reported(outcome.run).headline,
        testing::HasSubstr("the optimised model's error is 12.00 times"));
}

// One winner, which no leave-one-out can drop.
TEST_F(ModelFinishTest, whatDoesNotWinInTheModelIsNotApplied)
{
    for (const bool isSlower : {true, false}) {
        m_options.history = m_folder.path() / (isSlower ? "slower.db" : "noise.db");
        m_change = [=](FakeModelWorker& worker) {
            worker.forwardWith = [=](const auto&) { return isSlower ? 10e6 / 0.93 : 10e6; };
            worker.spoilModel = [=](const auto&, auto& block) {
                const auto share = block.pairs.size() / static_cast<std::size_t>(block.loads);
                for (std::size_t i = 0; !isSlower && i < block.pairs.size(); ++i)
                    block.pairs[i].bNanoseconds *= i / share % 2 == 0 ? 1.05 : 0.95;
            };
        };
        const auto outcome = run();
        const auto final = measured(outcome.run, ModelMeasurement::Final);
        ASSERT_TRUE(final);
        EXPECT_TRUE(final->applied.empty());
        EXPECT_FALSE(final->verified);
        EXPECT_FALSE(final->blocks.empty()) << "what was measured stays in the history";
        EXPECT_THAT(final->notVerifiedBecause,
            testing::HasSubstr(isSlower ? "slower than eager: 0.9" : "within the noise"));
        EXPECT_FALSE(std::filesystem::exists(packageFolderOf(m_options.history, outcome.run)));
        EXPECT_FALSE(measured(outcome.run, ModelMeasurement::Package));
        EXPECT_THAT(outcome.summary, testing::StartsWith("No kernel of ours is applied"));
        EXPECT_FALSE(reported(outcome.run).ours.overEager);
    }
}

TEST_F(ModelFinishTest, aForwardOfSecondsIsTimedToo)
{
    m_change = [](FakeModelWorker& worker) {
        worker.forwardWith = [](const auto&) { return 3e9; };
        worker.callsPerForward = 1000;
        worker.outsideNanoseconds = 3e9;
    };
    const auto outcome = run();
    const auto final = measured(outcome.run, ModelMeasurement::Final);
    ASSERT_TRUE(final) << outcome.summary;
    EXPECT_NEAR(final->overBaseline.value, 4.0 / 3, 0.02);
}

TEST_F(ModelFinishTest, theUsersOwnTestIsKilledWhenTheRunIsStopped)
{
    std::stop_source stop;
    stop.request_stop();
    const auto result = runUserTest("sleep 60", {}, Seconds(30), stop.get_token());
    EXPECT_FALSE(result.passed());
    EXPECT_EQ(result.sentence, "was stopped");
    EXPECT_THAT(
        runUserTest("sleep 60", {}, Seconds(0.2), {}).sentence, testing::HasSubstr("longer than"));
    EXPECT_EQ(runUserTest("yes | head -c 1000000; exit 3", {}, Seconds(30), {}).exitCode, 3);
    EXPECT_TRUE(
        runUserTest("test \"$PACKAGE\" = here", {{"PACKAGE", "here"}}, Seconds(30), {}).passed());
}

TEST_F(ModelFinishTest, aFailedTestOfTheUserIsWhyItIsNotVerified)
{
    m_config.accept = "echo first; echo 'perplexity is 91, not 30' >&2; exit 3";
    const auto outcome = run();
    EXPECT_EQ(measured(outcome.run, ModelMeasurement::Final)->acceptExitCode, 3);
    EXPECT_THAT(outcome.summary,
        testing::HasSubstr("exit code 3; its last line: perplexity is 91, not 30"));
}

TEST_F(ModelFinishTest, aWrongRungIsNeverTheHeadlinesPeer)
{
    m_rungs["torch_compile_frozen"] = {3, false}; // the fastest, and wrong
    const auto outcome = run();
    EXPECT_EQ(measured(outcome.run, ModelMeasurement::FreeRung)->baseline, "torch_compile");
    EXPECT_THAT(m_timed, testing::Not(testing::Contains("torch_compile_frozen")));
    EXPECT_THAT(m_timed, testing::Contains("torch_compile"));
}

TEST_F(ModelFinishTest, vendorRungsAloneAreARowOfTheirOwn)
{
    const auto outcome = run();
    const auto vendor = measured(outcome.run, ModelMeasurement::VendorRungs);
    ASSERT_TRUE(vendor);
    EXPECT_EQ(vendor->baseline, "eager");
    EXPECT_EQ(vendor->contender, "torchscript_frozen");
    EXPECT_NEAR(vendor->overBaseline.value, 1.05, 0.01);
    EXPECT_TRUE(vendor->applied.empty());
}

TEST_F(ModelFinishTest, aWrongVendorRungLeavesItsRowOut)
{
    m_rungs["torchscript_frozen"].isCorrect = false;
    const auto outcome = run();
    EXPECT_FALSE(measured(outcome.run, ModelMeasurement::VendorRungs));
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::FreeRung));
}

TEST_F(ModelFinishTest, whatDoesNotFitIntoTheBudgetIsLeftOut)
{
    useClock(std::chrono::seconds(300));
    m_cost = {{"build_package", 15}, {"check_model", 10}, {"time_model", 15}, {"compile", 5}};
    const auto outcome = run();
    EXPECT_EQ(outcome.state, store::RunState::Finished);
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::Final));
    EXPECT_FALSE(measured(outcome.run, ModelMeasurement::StarterGain));
    EXPECT_LE(m_now, 300 + 15) << "at most the measurement that was being made";
}

TEST_F(ModelFinishTest, anEndThatCostsMoreThanItsShareIsKeptFree)
{
    useClock(std::chrono::seconds(300));
    m_cost = {{"build_package", 10}, {"check_model", 20}, {"time_model", 40}, {"compile", 2}};
    const auto outcome = run();
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::Final)->verified);
    EXPECT_LE(m_now, 300 + 5) << "a fifth of the run would not have been enough";
}

TEST_F(ModelFinishTest, theResultIsOfAsManyLoadsAsThereIsTimeFor)
{
    const auto loads = [this](double secondsOfATiming) {
        useClock(std::chrono::seconds(300));
        m_options.history = m_folder.path() / fmt::format("{}.db", secondsOfATiming);
        m_cost = {{"time_model", secondsOfATiming}, {"compile", 5}};
        const auto outcome = run();
        return measured(outcome.run, ModelMeasurement::Final)->blocks.front().loads;
    };
    EXPECT_EQ(loads(1), 5);
    EXPECT_EQ(loads(40), 3) << "fewer would have no interval";
}

TEST_F(ModelFinishTest, aProfileOfABusyMachineIsMadeAgain)
{
    for (const bool staysBusy : {false, true}) {
        m_change = [=](FakeModelWorker& worker) {
            worker.profileSlowdown = 10;
            worker.onCall = [&worker, staysBusy, profiles = 0](const std::string& op) mutable {
                if (op == "profile_model" && ++profiles == 2 && !staysBusy)
                    worker.profileSlowdown = 1;
            };
        };
        const auto outcome = run();
        const auto profile = value(reader().profile(outcome.run));
        ASSERT_TRUE(profile);
        const auto lines = value(reader().logLines(outcome.run));
        const bool isSaid = std::any_of(lines.begin(), lines.end(), [](const auto& line) {
            return line.text.find("the machine was busy, and the shares") != std::string::npos;
        });
        EXPECT_EQ(isSaid, staysBusy);
        EXPECT_EQ(profile->forwardMicroseconds > 50'000, staysBusy);
    }
}

TEST_F(ModelFinishTest, resumingKnowsTheLadderOfTheFirstSession)
{
    m_config.experiments = 4;
    const auto first = run();
    m_config.experiments = 8;
    m_options.resume = first.run;
    const auto second = run();
    EXPECT_EQ(second.state, store::RunState::Finished) << second.summary;
    EXPECT_EQ(m_calls["model_ladder"], 1) << "in the first session only";
    EXPECT_EQ(measured(second.run, ModelMeasurement::FreeRung)->baseline, "torch_compile");
}

TEST_F(ModelFinishTest, aResultWhoseChampionsFellIsWithdrawn)
{
    m_config.experiments = 4;
    const auto first = run();
    ASSERT_TRUE(reported(first.run).verified);
    const auto package = packageFolderOf(m_options.history, first.run);
    ASSERT_TRUE(std::filesystem::exists(package));
    m_options.resume = first.run;
    m_time = [](const kernel::TunableValues&) { return 1.2e6; }; // slower than eager
    const auto second = run();
    EXPECT_THAT(second.summary, testing::HasSubstr("No kernel of ours is applied"));
    EXPECT_FALSE(reported(first.run).verified);
    EXPECT_FALSE(reported(first.run).ours.overEager);
    EXPECT_FALSE(std::filesystem::exists(package));
}

// A run that dies while its package is proven leaves no other one behind.
TEST_F(ModelFinishTest, thePackageTakesItsPlaceOnlyWithItsProof)
{
    const auto folder = packageFolderOf(m_options.history, store::RunId {1});
    bool wasThere = false;
    m_change = [&](FakeModelWorker& worker) {
        worker.onModelTiming = [&](const protocol::TimeModelRequest& request) {
            if (request.a == "original" && request.b.starts_with("python_package:"))
                wasThere = wasThere || std::filesystem::exists(folder);
        };
    };
    const auto outcome = run();
    EXPECT_FALSE(wasThere);
    EXPECT_TRUE(std::filesystem::exists(folder / "proof.json"));
    EXPECT_FALSE(std::filesystem::exists(folder.string() + ".unproven"));
}

} // namespace
} // namespace autokernel::engine
