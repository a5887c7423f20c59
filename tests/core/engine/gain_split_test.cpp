// SPDX-License-Identifier: Apache-2.0
// Where a whole model's gain comes from, and what time is kept to measure that.
#include "core/engine/model_run_fixture.h"

namespace autokernel::engine {
namespace {

using store::ModelMeasurement;
using support::FakeModelWorker;

class GainSplitTest : public test::ModelRunTest
{
};

TEST_F(GainSplitTest, theGainIsSplitByMeasurementsWhoseProductIsTheWhole)
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

// Else all that its champion gains would be called the search's.
TEST_F(GainSplitTest, aStarterThatWasNotKeptIsPartOfTheSplit)
{
    m_time = [](const kernel::TunableValues& tunables) {
        const bool isStarter = tunables.at("A") == 1 && tunables.at("B") == 1;
        return isStarter ? 1.2e6 : timeOf(tunables); // slower than eager
    };
    const auto outcome = run();
    const auto search = measured(outcome.run, ModelMeasurement::SearchGain);
    ASSERT_TRUE(search);
    EXPECT_GT(search->overBaseline.low, 1.2e6 / 1e6);
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::StarterGain));
}

TEST_F(GainSplitTest, withoutACorrectStarterThereIsNoSplit)
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

TEST_F(GainSplitTest, theSplitIsMeasuredWholeWhereTheRunKeptTimeForIt)
{
    // Two packages are compared faster than either with the original: planned by what was measured
    // last, leaving kernels out would eat what the split needs.
    useClock(std::chrono::seconds(1120));
    m_cost = {{"build_package", 6}, {"check_model", 8}, {"compile", 12}};
    m_change = [&](FakeModelWorker& worker) {
        for (const std::int64_t size : {2048, 3072, 4096, 5120, 6144}) {
            worker.moreTargets.push_back(target());
            worker.moreTargets.back().symbols = {{"N", size}};
        }
        worker.forwardWith
            = [](const auto& winners) { return 1e6 * (10 - static_cast<double>(winners.size())); };
        worker.onModelTiming = [this](const protocol::TimeModelRequest& request) {
            m_now += request.a == "original" || request.a == "torch_compile" ? 30 : 13;
        };
    };
    const auto outcome = run();
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::StarterGain));
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::Packing));
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::SearchGain));
    const auto all = rows(outcome.run);
    EXPECT_LE(std::count_if(all.begin(), all.end(),
                  [](const auto& row) { return row.record.kind == ModelMeasurement::LeaveOneOut; }),
        2);
    EXPECT_LE(m_now, 1120 + 30);
    EXPECT_GE(m_now, 1000) << "else nothing had to be left out";
}

// What a rung takes to start says nothing about packages.
TEST_F(GainSplitTest, aRungThatStartsSlowlyDoesNotCutTheSplit)
{
    useClock(std::chrono::seconds(900));
    m_rungs["torch_compile"].prepareSeconds = 60;
    m_cost = {{"build_package", 4}, {"check_model", 4}, {"compile", 12}};
    m_change = [&](FakeModelWorker& worker) {
        worker.onModelTiming = [this](const protocol::TimeModelRequest& request) {
            m_now += request.a == "torch_compile" ? 75 : 15;
        };
    };
    const auto outcome = run();
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::FreeRung));
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::StarterGain));
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::Packing));
    EXPECT_TRUE(measured(outcome.run, ModelMeasurement::SearchGain));
    EXPECT_LE(m_now, 900 + 15);
}

} // namespace
} // namespace autokernel::engine
