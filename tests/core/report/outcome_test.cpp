// SPDX-License-Identifier: Apache-2.0
#include "chart_data.h"

#include "report/format.h"
#include "report/outcome.h"

#include <gmock/gmock.h>

namespace autokernel::report {
namespace {

using testing::HasSubstr;

store::LadderRow timed(const std::string& name, double nanoseconds, bool isCorrect = true)
{
    auto row = test::rungOf(name, nanoseconds / 1000, isCorrect);
    row.record.samples.nanoseconds.assign(7, nanoseconds);
    row.record.isOurs = name == "winner";
    return row;
}

ReportData kernelRun(std::vector<store::LadderRow> ladder)
{
    ReportData report;
    report.run.summary.kind = store::RunKind::Kernel;
    auto kernel = test::matmulKernel();
    kernel.keeps = {test::keepOf(1, 50, 2)};
    kernel.champion = 0;
    kernel.ladder = std::move(ladder);
    report.kernels = {kernel};
    return report;
}

TEST(Outcome, aWrongRungIsNeitherTheFreeNorTheVendorRow)
{
    const auto outcome = decideOutcome(kernelRun({timed("eager", 100), timed("vendor", 10, false),
        timed("torch_compile", 80), timed("winner", 50)}));
    EXPECT_EQ(outcome.freeRung.name, "torch_compile");
    EXPECT_FALSE(outcome.vendorRungs.overEager);
    EXPECT_THAT(outcome.vendorRungs.note, HasSubstr("answers are wrong"));
    EXPECT_NEAR(outcome.overFreeRung->value, 1.6, 1e-9);
    EXPECT_TRUE(outcome.verified);
}

TEST(Outcome, aWinnerThatAnswersWronglyInTheLadderIsNotVerified)
{
    const auto outcome
        = decideOutcome(kernelRun({timed("eager", 100), timed("winner", 50, false)}));
    EXPECT_FALSE(outcome.verified);
    EXPECT_THAT(outcome.notVerifiedBecause, HasSubstr("outside the error budget"));
}

// Rows may come from different sessions: by their times alone ours could seem the slower one.
TEST(Outcome, aTimeStandsBesideEagersOfItsOwnSession)
{
    const auto outcome = decideOutcome(
        kernelRun({timed("eager", 100'000), timed("torch_compile", 80'000), timed("winner", 50)}));
    EXPECT_EQ(timeOf(outcome.freeRung),
        formatMicroseconds(80) + " (eager " + formatMicroseconds(100) + ")");
    EXPECT_FALSE(outcome.ours.eagerMicroseconds) << "a keep is timed beside the incumbent";
    EXPECT_EQ(timeOf(OutcomeRow {}), "not measured");
}

store::LadderRow winnerAround(double nanoseconds)
{
    auto row = timed("winner", nanoseconds);
    for (std::size_t i = 0; i < row.record.samples.nanoseconds.size(); ++i)
        row.record.samples.nanoseconds[i] *= 1 + 0.01 * (static_cast<double>(i) - 3);
    return row;
}

// The fixture's keep is 2 times as fast as eager.
TEST(Outcome, aKernelsFigureIsThePrintedGainOfItsKeepAndTheLadderStandsBesideIt)
{
    const auto outcome = decideOutcome(kernelRun({timed("eager", 100), winnerAround(50)}));
    const store::SpeedupInterval printed = test::keepOf(1, 50, 2).overEager().value();
    EXPECT_TRUE(outcome.verified);
    EXPECT_EQ(outcome.ours.overEager->low, printed.low);
    EXPECT_EQ(outcome.ours.overEager->value, printed.value);
    EXPECT_THAT(outcome.ours.note, HasSubstr("the ladder at the end gives 2.00"));
    EXPECT_THAT(outcome.ours.note, testing::Not(HasSubstr("disagrees")));
    EXPECT_EQ(outcome.overFreeRung->value, printed.value) << "eager is the free rung";
}

TEST(Outcome, aKernelWhoseIntervalIncludesOneIsNotVerified)
{
    auto report = kernelRun({timed("eager", 100), winnerAround(99)});
    report.kernels[0].keeps[0] = test::keepOf(1, 50, 1.01);
    const auto outcome = decideOutcome(report);
    EXPECT_FALSE(outcome.verified);
    EXPECT_THAT(outcome.notVerifiedBecause, HasSubstr("within the noise"));
    EXPECT_EQ(outcome.ours.overEager->value, 1.01);
}

TEST(Outcome, aLadderThatDisagreesWithTheKeepIsFlagged)
{
    const auto faster = decideOutcome(kernelRun({timed("eager", 100), winnerAround(80)}));
    EXPECT_TRUE(faster.verified);
    EXPECT_EQ(faster.ours.overEager->value, 2);
    EXPECT_THAT(faster.ours.note, HasSubstr("which disagrees with it"));

    const auto slower = decideOutcome(kernelRun({timed("eager", 100), winnerAround(120)}));
    EXPECT_FALSE(slower.verified);
    EXPECT_THAT(slower.notVerifiedBecause, HasSubstr("contradicts the keep"));
    EXPECT_THAT(slower.headline, testing::StartsWith("Not verified"));
}

store::EndToEndRow modelRow(store::ModelMeasurement kind, store::SpeedupInterval speedup)
{
    store::EndToEndRow row;
    row.record.kind = kind;
    row.record.overBaseline = speedup;
    row.record.contender = "ours";
    row.record.applied = {store::TargetId {1}};
    row.record.blocks.resize(1);
    row.record.verified = kind == store::ModelMeasurement::Final;
    return row;
}

ReportData modelRun(std::vector<store::EndToEndRow> rows)
{
    ReportData report;
    report.run.summary.kind = store::RunKind::Model;
    report.run.summary.subject = "toy";
    report.endToEnd = std::move(rows);
    report.modelLadder = {timed("eager", 100), timed("torch_compile", 80)};
    return report;
}

using store::ModelMeasurement;

TEST(Outcome, aModelWhosePackageWasNeverRunIsNotVerified)
{
    const auto outcome
        = decideOutcome(modelRun({modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62})}));
    EXPECT_FALSE(outcome.verified);
    EXPECT_THAT(outcome.headline,
        testing::StartsWith("Not verified: its package was not run in a fresh Python process"));
}

TEST(Outcome, thePackageOfAnotherSessionVerifiesNothing)
{
    const auto outcome = decideOutcome(modelRun({modelRow(ModelMeasurement::Package, {2, 1.9, 2.1}),
        modelRow(ModelMeasurement::Final, {2, 1.9, 2.1}),
        modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62})}));
    EXPECT_FALSE(outcome.verified);
}

// A contradiction has both measured afresh; the first ones stay in the history.
TEST(Outcome, ofTwoPackagesOfASessionTheOneStoredLastCounts)
{
    const auto first = modelRow(ModelMeasurement::Package, {2, 1.9, 2.1});
    const auto afresh = modelRow(ModelMeasurement::Package, {1.6, 1.58, 1.62});
    const auto final = modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62});
    EXPECT_TRUE(decideOutcome(modelRun({first, afresh, final})).verified);
    EXPECT_FALSE(decideOutcome(modelRun({afresh, first, final})).verified);
}

TEST(Outcome, olderHistoriesStoreThePackageAfterItsMeasurement)
{
    const auto package = modelRow(ModelMeasurement::Package, {1.3, 1.28, 1.32});
    const auto final = modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62});
    const auto outcome = decideOutcome(modelRun({final, package}));
    EXPECT_TRUE(outcome.verified);
    EXPECT_EQ(outcome.ours.overEager->value, 1.3);
    const auto another = modelRow(ModelMeasurement::Package, {2, 1.9, 2.1});
    EXPECT_TRUE(decideOutcome(modelRun({package, final, another})).verified)
        << "what stands before its measurement comes first";
}

TEST(Outcome, aPackageThatCouldNotBeTimedSaysWhy)
{
    auto package = modelRow(ModelMeasurement::Package, {1.6, 1.58, 1.62});
    package.record.blocks.clear();
    package.record.notVerifiedBecause = "its Python has no torch";
    const auto outcome
        = decideOutcome(modelRun({package, modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62})}));
    EXPECT_FALSE(outcome.verified);
    EXPECT_EQ(outcome.notVerifiedBecause, "its Python has no torch");
}

TEST(Outcome, aRungThatWasNotMeasuredIsNamedAndNotCalledSlow)
{
    auto report = modelRun({modelRow(ModelMeasurement::Package, {1.6, 1.58, 1.62}),
        modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62})});
    auto missing = timed("torch_compile", 80);
    missing.record.samples.nanoseconds.clear();
    missing.record.samples.error = "Not measured: a compile takes longer.";
    report.modelLadder = {timed("eager", 100), timed("torchscript_frozen", 120), missing};
    EXPECT_THAT(decideOutcome(report).headline,
        HasSubstr("No free rung that was measured is faster than eager itself; torch_compile could "
                  "not be measured."));
}

TEST(Outcome, thePackagesOwnLowerFigureIsTheHeadline)
{
    const auto outcome
        = decideOutcome(modelRun({modelRow(ModelMeasurement::Package, {1.3, 1.28, 1.32}),
            modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62})}));
    EXPECT_TRUE(outcome.verified);
    EXPECT_EQ(outcome.ours.overEager->value, 1.3);
    EXPECT_THAT(outcome.headline, HasSubstr("1.30"));
}

TEST(Outcome, oneFigureOverSeveralInputSetsSaysSo)
{
    auto report = modelRun({modelRow(ModelMeasurement::Package, {1.6, 1.58, 1.62}),
        modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62})});
    report.run.model = protocol::ModelInfo {};
    report.run.model->inputs = {"x float32[1,256]"};
    EXPECT_THAT(decideOutcome(report).headline, testing::Not(HasSubstr("input sets")));
    auto& block = report.endToEnd.back().record.blocks.front();
    block.loads = 5;
    protocol::Pair pair;
    pair.aNanoseconds = 1.5e6;
    pair.bNanoseconds = 1e6;
    block.pairs.assign(30, pair);
    block.inputSets = {{3, std::vector<double>(30, 3e6), std::vector<double>(30, 1e6)},
        {0.5, std::vector<double>(30, 1e6), std::vector<double>(30, 2e6)}};
    const auto headline = decideOutcome(report).headline;
    EXPECT_THAT(headline, HasSubstr("x float32[1,256], the first of 2 input sets, "));
    EXPECT_THAT(headline, HasSubstr("over 2 input sets, of their times' mean, weighted 3 : 0.5."));
    EXPECT_THAT(headline, HasSubstr("Each of them alone: 3.00"));
    EXPECT_THAT(headline, HasSubstr("; 0.50"));
}

TEST(Outcome, aQuotientOfTwoSessionsSaysSo)
{
    std::vector rows {modelRow(ModelMeasurement::Package, {1.6, 1.57, 1.63}),
        modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62})};
    auto outcome = decideOutcome(modelRun(rows));
    EXPECT_TRUE(outcome.verified) << outcome.notVerifiedBecause;
    EXPECT_TRUE(outcome.isOverFreeRungQuotient);
    EXPECT_NEAR(outcome.overFreeRung->value, 1.6 / 1.25, 1e-9);
    EXPECT_THAT(outcome.headline, HasSubstr("not measured side by side"));

    rows.push_back(modelRow(ModelMeasurement::FreeRung, {1.27, 1.25, 1.29}));
    rows.back().record.baseline = "torch_compile";
    outcome = decideOutcome(modelRun(rows));
    EXPECT_FALSE(outcome.isOverFreeRungQuotient);
    EXPECT_EQ(outcome.overFreeRung->value, 1.27);
    EXPECT_THAT(outcome.headline, testing::Not(HasSubstr("side by side")));
}

TEST(Outcome, whereEagerIsTheStrongestTheLastMeasurementIsTheComparison)
{
    auto report = modelRun({modelRow(ModelMeasurement::Package, {1.6, 1.57, 1.63}),
        modelRow(ModelMeasurement::Final, {1.6, 1.58, 1.62})});
    report.modelLadder = {timed("eager", 100), timed("torch_compile", 130)};
    const auto outcome = decideOutcome(report);
    EXPECT_EQ(outcome.freeRung.name, "eager");
    EXPECT_EQ(outcome.overFreeRung->value, 1.6);
    EXPECT_FALSE(outcome.isOverFreeRungQuotient);
}

TEST(Outcome, saysWhyAVendorRowIsEmpty)
{
    EXPECT_THAT(decideOutcome(kernelRun({timed("eager", 100)})).vendorRungs.note,
        HasSubstr("no vendor rung"));
    auto absent = timed("vendor", 100);
    absent.record.samples.error = "no oneDNN";
    EXPECT_THAT(decideOutcome(kernelRun({absent})).vendorRungs.note, HasSubstr("no oneDNN"));
    ReportData model;
    model.run.summary.kind = store::RunKind::Model;
    EXPECT_THAT(decideOutcome(model).vendorRungs.note,
        HasSubstr("not measured, because the run made no ladder"));
}

} // namespace
} // namespace autokernel::report
