// SPDX-License-Identifier: Apache-2.0
#include "report/chain_again.h"

#include <gtest/gtest.h>

namespace autokernel::report {
namespace {

store::SpeedupInterval exactly(double ratio)
{
    return {ratio, ratio, ratio};
}

ProgressPoint pointOf(std::int64_t number, double overIncumbent, double overEager)
{
    ProgressPoint point;
    point.number = number;
    point.target = {1};
    point.overIncumbent = exactly(overIncumbent);
    point.overEager = exactly(overEager);
    return point;
}

TEST(ChainAgain, aChampionThatMetEagerAgainHasThatFigureAndSoHaveItsRivals)
{
    ReportData report;
    auto& kernel = report.kernels.emplace_back();
    kernel.target.id = {1};
    auto& keep = kernel.keeps.emplace_back();
    keep.row.experiment.number = 2;
    keep.row.keep.overEager = exactly(1.5);
    keep.revalidated = exactly(1.6);
    report.progress
        = {pointOf(1, 1.25, 1.25), pointOf(2, 1.2, 1.5), pointOf(3, 0.9, 1.35), pointOf(4, 1, 2)};
    report.progress.push_back(pointOf(5, 0.9, 1.35));
    report.progress.back().target = {2};
    chainAgain(report);
    const auto ratioOf = [&](std::size_t i) { return report.progress[i].overEager->value; };
    EXPECT_DOUBLE_EQ(ratioOf(0), 1.25) << "earlier";
    EXPECT_DOUBLE_EQ(ratioOf(1), 1.6);
    EXPECT_DOUBLE_EQ(ratioOf(2), 0.9 * 1.6);
    EXPECT_DOUBLE_EQ(ratioOf(3), 2) << "it was timed against another";
    EXPECT_DOUBLE_EQ(ratioOf(4), 1.35) << "another kernel's";
}

TEST(ChainAgain, withoutALookAgainNothingChanges)
{
    ReportData report;
    auto& kernel = report.kernels.emplace_back();
    kernel.target.id = {1};
    auto& keep = kernel.keeps.emplace_back();
    keep.row.experiment.number = 1;
    keep.row.keep.overEager = exactly(1.5);
    report.progress = {pointOf(1, 1.5, 1.5), pointOf(2, 0.9, 1.35)};
    chainAgain(report);
    EXPECT_DOUBLE_EQ(report.progress[1].overEager->value, 1.35);
}

TEST(PrintAlike, aRowHasTheFiguresOfItsPointInItsOwnRunAlone)
{
    ReportData report;
    report.run.summary.id = {3};
    report.progress = {pointOf(1, 1.25, 1.25), pointOf(2, 0.997, 1)};
    report.progress[1].isControl = true;
    store::ExperimentRow row;
    row.run = {3};
    row.number = 1;
    row.overEager = exactly(1.2);
    row.overIncumbent = exactly(1.1);
    printAlike(row, report);
    EXPECT_DOUBLE_EQ(row.overEager->value, 1.25);
    EXPECT_DOUBLE_EQ(row.overIncumbent->value, 1.1) << "as it was timed";
    EXPECT_FALSE(row.isDemoted);
    report.progress[0].isDemoted = true;
    printAlike(row, report);
    EXPECT_TRUE(row.isDemoted);
    row.number = 2;
    printAlike(row, report);
    EXPECT_DOUBLE_EQ(row.overIncumbent->value, 0.997) << "a control's, as its judge says it";
    row.number = 1;
    row.run = {4};
    row.overEager = exactly(1.2);
    printAlike(row, report);
    EXPECT_DOUBLE_EQ(row.overEager->value, 1.2) << "another run's";
}

} // namespace
} // namespace autokernel::report
