// SPDX-License-Identifier: Apache-2.0
#include "report/call_times.h"

#include <gtest/gtest.h>

namespace autokernel::report {
namespace {

store::LadderRow rung(const char* name, double microseconds)
{
    store::LadderRow row;
    row.record.samples.name = name;
    row.medianMicroseconds = microseconds;
    return row;
}

// Kept against eager, then again in a faster session: 7000 us were 1.4x, 5800 us are 1.5x.
ReportData twoSessions()
{
    ReportData report;
    KernelReport kernel;
    kernel.target.id = {1};
    for (const auto& [microseconds, overEager] : {std::pair(7000.0, 1.4), {5800.0, 1.5}}) {
        KeepReport keep;
        keep.row.experiment.candidateMicroseconds = microseconds;
        keep.row.keep.overEager = store::SpeedupInterval {overEager, overEager, overEager};
        kernel.keeps.push_back(keep);
        ProgressPoint point;
        point.target = {1};
        point.candidateMicroseconds = microseconds;
        point.overEager = keep.row.keep.overEager;
        report.progress.push_back(point);
    }
    report.kernels = {kernel};
    return report;
}

TEST(CallTimes, eagerLiesTheMeasuredGainAboveTheChampion)
{
    auto report = twoSessions();
    EXPECT_NEAR(eagerBesideChampion(report.kernels[0], report), 9800, 1e-9) << "without a champion";
    report.kernels[0].champion = 1;
    EXPECT_NEAR(eagerBesideChampion(report.kernels[0], report), 8700, 1e-9);
    EXPECT_EQ(ladderScale(report.kernels[0], report), 1);
}

TEST(CallTimes, rungsKeepTheirRatioToEager)
{
    auto report = twoSessions();
    auto& kernel = report.kernels[0];
    kernel.ladder = {rung("torch_compile", 8000), rung("eager", 10000)};
    EXPECT_EQ(eagerBesideChampion(kernel, report), 10000);
    EXPECT_EQ(ladderScale(kernel, report), 1);
    kernel.champion = 1;
    EXPECT_NEAR(eagerBesideChampion(kernel, report), 8700, 1e-9);
    EXPECT_NEAR(8000 * ladderScale(kernel, report), 6960, 1e-9);
}

TEST(CallTimes, whatWasNotTimedHasNone)
{
    EXPECT_EQ(eagerBesideChampion({}, {}), 0);
}

} // namespace
} // namespace autokernel::report
