// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/chart_data.h"
#include "ui/models/keep_figures.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TEST(KeepFigures, differWhereALaterLookFoundAnotherFigureOrAFall)
{
    report::ReportData report;
    report.kernels = {report::test::matmulKernel(), report::test::matmulKernel()};
    report.kernels[1].keeps = {report::test::keepOf(3, 7000, 1.4)};
    const auto before = keepFigures(report);
    ASSERT_EQ(before.size(), 1U);
    EXPECT_EQ(before, keepFigures(report.kernels[1]));
    auto& keep = report.kernels[1].keeps[0];
    keep.row.experiment.candidateMicroseconds = 6000;
    EXPECT_EQ(keepFigures(report), before) << "another time of its own is no later look";
    keep.revalidated = store::SpeedupInterval {1.3, 1.2, 1.4};
    EXPECT_NE(keepFigures(report), before);
    const auto again = keepFigures(report);
    keep.row.demotedBecause = "its interval includes 1";
    EXPECT_NE(keepFigures(report), again);
}

} // namespace
} // namespace autokernel::ui
