// SPDX-License-Identifier: Apache-2.0
// Whole-model runs on a fake model: what the end of a run measures, and against what.
#include "core/engine/engine_fixture.h"

#include "engine/model_finish.h"
#include "support/fake_model_worker.h"

#include <gmock/gmock.h>

#include <set>

namespace autokernel::engine {
namespace {

using store::ModelMeasurement;
using support::FakeModelWorker;

class ModelFinishTest : public test::EngineTest
{
protected:
    ModelFinishTest()
    {
        m_config.target.reset();
        m_config.model = protocol::LoadModel {};
        m_config.model->example = "toy";
    }

    std::unique_ptr<support::FakeWorker> makeWorker() override
    {
        auto worker = std::make_unique<FakeModelWorker>(timeOf, target());
        worker->rungs = m_rungs;
        worker->onCall = [this](const std::string& op) {
            ++m_calls[op];
            m_now += m_cost[op];
        };
        worker->onModelTiming = [this](const std::string& a, const std::string& b) {
            m_timed.insert({a, b});
        };
        return worker;
    }

    std::optional<store::EndToEndRecord> measured(store::RunId run, ModelMeasurement kind)
    {
        std::optional<store::EndToEndRecord> found;
        for (const auto& row : value(reader().endToEnd(run)))
            if (row.record.kind == kind)
                found = row.record;
        return found;
    }

    std::map<std::string, support::FakeRung> m_rungs {
        {"torchscript_frozen", {1.05, true}}, {"torch_compile", {1.1, true}}};
    std::map<std::string, double> m_cost; // seconds of a call
    std::map<std::string, int> m_calls;
    std::set<std::string> m_timed; // everything that was timed in the whole model
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
    EXPECT_NEAR(free->overBaseline.value, final->overBaseline.value / 1.1, 0.02);
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

TEST_F(ModelFinishTest, theGainIsSplitByMeasurementsWhoseProductIsTheWhole)
{
    const auto outcome = run();
    const auto starter = measured(outcome.run, ModelMeasurement::StarterGain);
    const auto packing = measured(outcome.run, ModelMeasurement::Packing);
    const auto search = measured(outcome.run, ModelMeasurement::SearchGain);
    ASSERT_TRUE(starter && packing && search);
    // One forward: 2 ms outside, 8 calls of 1 ms (eager), 0.75 (starter), 0.85 (packing each call).
    EXPECT_NEAR(starter->overBaseline.value, 10.0 / 8.8, 0.01);
    EXPECT_NEAR(packing->overBaseline.value, 8.8 / 8.0, 0.01);
    EXPECT_GT(search->overBaseline.low, 1.0);
    EXPECT_NEAR(
        starter->overBaseline.value * packing->overBaseline.value * search->overBaseline.value,
        measured(outcome.run, ModelMeasurement::Final)->overBaseline.value, 0.03);
    EXPECT_GE(search->blocks.front().pairs.size(), 30U);
}

TEST_F(ModelFinishTest, withoutAKeptStarterThereIsNoSplit)
{
    const auto outcome = run([](support::FakeWorker& worker) {
        worker.isWrong = [](const auto& tunables) {
            return tunables.at("A") == 1 && tunables.at("B") == 1; // the starter
        };
    });
    ASSERT_TRUE(measured(outcome.run, ModelMeasurement::Final));
    EXPECT_FALSE(measured(outcome.run, ModelMeasurement::StarterGain));
    EXPECT_FALSE(measured(outcome.run, ModelMeasurement::SearchGain));
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

} // namespace
} // namespace autokernel::engine
