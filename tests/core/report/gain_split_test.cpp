// SPDX-License-Identifier: Apache-2.0
#include "chart_data.h"

#include "report/gain_split.h"

#include <gmock/gmock.h>

namespace autokernel::report {
namespace {

using store::GainOrigin;
using store::ModelMeasurement;
using testing::HasSubstr;

// A model made 1.5 times as fast by one kernel whose starter packs weights.
ReportData improvedModel()
{
    ReportData report;
    report.run.summary.kind = store::RunKind::Model;
    report.outcome.ours.overEager = store::SpeedupInterval {1.5, 1.48, 1.52};
    auto kernel = test::matmulKernel();
    kernel.keeps = {test::keepOf(1, 100, 1.2), test::keepOf(5, 80, 1.6)};
    kernel.keeps[0].row.keep.origin = GainOrigin::Packing;
    kernel.champion = 1;
    kernel.appliedInModel = true;
    report.kernels = {kernel};
    return report;
}

void measure(ReportData& report, ModelMeasurement kind, double value)
{
    store::EndToEndRow row;
    row.record.kind = kind;
    row.record.baseline = "this";
    row.record.contender = "that";
    row.record.overBaseline = {value, value * 0.99, value * 1.01};
    report.endToEnd.push_back(row);
}

TEST(GainSplit, isWhatWasMeasuredInTheModel)
{
    auto report = improvedModel();
    measure(report, ModelMeasurement::Final, 1.5);
    measure(report, ModelMeasurement::StarterGain, 1.1);
    measure(report, ModelMeasurement::Packing, 1.25);
    measure(report, ModelMeasurement::SearchGain, 1.09);
    const auto split = splitGain(report);
    EXPECT_EQ(split.factors[0].measured->value, 1.1);
    EXPECT_EQ(split.factors[1].measured->value, 1.25);
    EXPECT_EQ(split.factors[2].measured->low, 1.09 * 0.99);
    EXPECT_EQ(split.factors[2].note, "that against this");
}

TEST(GainSplit, isNotThatOfAnEarlierSession)
{
    auto report = improvedModel();
    measure(report, ModelMeasurement::Final, 1.4);
    measure(report, ModelMeasurement::SearchGain, 1.09);
    measure(report, ModelMeasurement::Final, 1.5);
    EXPECT_FALSE(splitGain(report).factors[2].measured);
}

TEST(GainSplit, saysWhatThereWasNoTimeFor)
{
    auto report = improvedModel();
    measure(report, ModelMeasurement::Final, 1.5);
    measure(report, ModelMeasurement::SearchGain, 1.09);
    const auto split = splitGain(report);
    EXPECT_FALSE(split.factors[0].measured);
    EXPECT_THAT(split.factors[0].note, HasSubstr("not measured: the run's time"));
    EXPECT_THAT(split.factors[1].note, HasSubstr("not measured: the run's time"));
    EXPECT_TRUE(split.factors[2].measured);
}

TEST(GainSplit, aShortRunDividesByWhatItSawEarlier)
{
    auto report = improvedModel();
    measure(report, ModelMeasurement::Starters, 1.25);
    const auto split = splitGain(report);
    EXPECT_EQ(split.factors[0].measured->value, 1.25);
    EXPECT_THAT(split.factors[0].note, HasSubstr("packed weights"));
    EXPECT_FALSE(split.factors[1].measured);
    EXPECT_THAT(split.factors[1].note, HasSubstr("counted with the starters"));
    ASSERT_TRUE(split.factors[2].measured);
    EXPECT_DOUBLE_EQ(split.factors[2].measured->value, 1.5 / 1.25);
    EXPECT_LT(split.factors[2].measured->low, 1.2 * 0.99) << "wider than either of the two";
    EXPECT_THAT(split.factors[2].note, HasSubstr("not timed side by side"));
}

TEST(GainSplit, measuredFactorsNeedNoEarlierLook)
{
    auto report = improvedModel();
    measure(report, ModelMeasurement::Starters, 1.25);
    measure(report, ModelMeasurement::Final, 1.5);
    measure(report, ModelMeasurement::SearchGain, 1.09);
    const auto split = splitGain(report);
    EXPECT_FALSE(split.factors[0].measured);
    EXPECT_EQ(split.factors[2].measured->value, 1.09);
}

TEST(GainSplit, aStarterThatPacksNothingHasNoPackingFactor)
{
    auto report = improvedModel();
    report.kernels[0].keeps[0].row.keep.origin = GainOrigin::Starter;
    EXPECT_THAT(splitGain(report).factors[1].note, HasSubstr("no applied starter packs"));
}

TEST(GainSplit, withoutAKeptStarterAllIsTheSearchs)
{
    auto report = improvedModel();
    report.kernels[0].keeps.erase(report.kernels[0].keeps.begin());
    report.kernels[0].keeps[0].row.keep.origin = GainOrigin::Search;
    report.kernels[0].champion = 0;
    const auto split = splitGain(report);
    EXPECT_EQ(split.factors[2].measured->value, 1.5);
    EXPECT_THAT(split.factors[0].note, HasSubstr("no starter was faster than eager"));
}

TEST(GainSplit, aStarterThatWasDemotedIsNoPartOfIt)
{
    auto report = improvedModel();
    report.kernels[0].keeps[0].row.demotedBecause = "doubtful";
    const auto split = splitGain(report);
    EXPECT_THAT(split.factors[0].note, HasSubstr("no starter was faster than eager"));
    EXPECT_EQ(split.factors[2].measured->value, 1.5);
}

TEST(GainSplit, aStarterKeptAfterAShippedChampionIsAStarter)
{
    auto report = improvedModel();
    report.kernels[0].keeps[0].row.keep.origin = GainOrigin::Search;
    report.kernels[0].keeps[1].row.keep.origin = GainOrigin::Starter;
    const auto split = splitGain(report);
    EXPECT_THAT(split.factors[0].note, HasSubstr("not measured: the run's time"));
    EXPECT_THAT(split.factors[2].note, HasSubstr("the search improved on no starter"));
}

TEST(GainSplit, whatWasShippedIsNotTheSearchs)
{
    auto report = improvedModel();
    measure(report, ModelMeasurement::Final, 1.5);
    measure(report, ModelMeasurement::SearchGain, 1.09);
    EXPECT_EQ(splitGain(report).factors[2].label, "search");
    report.kernels[0].keeps[1].row.experiment.mutator = "seed";
    EXPECT_EQ(splitGain(report).factors[2].label, "other shipped kernels");
}

TEST(GainSplit, aKernelsOwnComesFromItsLadder)
{
    auto report = improvedModel();
    report.run.summary.kind = store::RunKind::Kernel;
    auto& ladder = report.kernels[0].ladder;
    for (const auto& [name, nanoseconds] :
        {std::pair {"eager", 1000.0}, std::pair {"starter packing at each call", 900.0},
            std::pair {"starter", 800.0}, std::pair {"winner", 500.0}}) {
        ladder.push_back(test::rungOf(name, nanoseconds / 1000));
        ladder.back().record.samples.nanoseconds.assign(5, nanoseconds);
    }
    const auto split = splitGain(report);
    EXPECT_NEAR(split.factors[0].measured->value, 1000.0 / 900, 1e-9);
    EXPECT_NEAR(split.factors[1].measured->value, 900.0 / 800, 1e-9);
    EXPECT_NEAR(split.factors[2].measured->value, 800.0 / 500, 1e-9);
}

TEST(GainSplit, withoutAGainThereIsNothingToDivide)
{
    auto report = improvedModel();
    report.outcome.ours.overEager = store::SpeedupInterval {0.99, 0.98, 1.0};
    EXPECT_THAT(splitGain(report).note, HasSubstr("no gain over eager"));
}

} // namespace
} // namespace autokernel::report
