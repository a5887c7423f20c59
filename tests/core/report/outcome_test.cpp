// SPDX-License-Identifier: Apache-2.0
#include "chart_data.h"

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
