// SPDX-License-Identifier: Apache-2.0
#include "chart_data.h"

#include "report/format.h"
#include "report/roofline_chart.h"

#include <gmock/gmock.h>

namespace autokernel::report {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ReportData underRoofs()
{
    ReportData report;
    auto kernel = test::matmulKernel();
    kernel.keeps
        = {test::keepOf(1, 20'000, 1.5), test::keepOf(7, 12'500, 2.4), test::keepOf(9, 10'000, 3)};
    kernel.champion = 2;
    kernel.ladder = {test::rungOf("eager", 30'000)};
    report.kernels = {kernel};
    store::StoredRoofs stored;
    stored.roofs.compute = {{"fp32", "avx512", 2, {2e11, 2e11, 2e11}}};
    stored.roofs.bandwidth = {{"DRAM", "copy", 2, 1U << 28U, {2e10, 2e10, 2e10}}};
    stored.roofs.measuredAt = "2026-03-01T22:00:00.000Z";
    report.roofs = stored;
    return report;
}

TEST(RooflineChart, followsAKernelFromItsFirstKeepToTheChampion)
{
    const auto svg = rooflineChart(underRoofs());
    EXPECT_THAT(svg, HasSubstr("keep #1: " + formatRate(50e9, "FLOP")));
    EXPECT_THAT(svg, HasSubstr("keep #9: " + formatRate(100e9, "FLOP")));
    EXPECT_THAT(svg, HasSubstr("eager on matmul"));
    EXPECT_THAT(svg, HasSubstr("fp32 peak " + formatRate(200e9, "FLOP")));
    EXPECT_THAT(svg, HasSubstr("1 kernels under the roofs measured 2026-03-01"));
}

TEST(RooflineChart, eachKernelHasAColourOfItsOwnWithItsLegend)
{
    auto report = underRoofs();
    auto other = report.kernels.front();
    other.target.target.symbols = {{"K", 8}, {"M", 8}, {"N", 16}};
    report.kernels.push_back(other);
    const auto svg = rooflineChart(report);
    EXPECT_THAT(svg, HasSubstr("class='best series-1'"));
    EXPECT_THAT(svg, HasSubstr("class='best series-2'"));
    const auto legend = svg.substr(svg.find("class='legend'"));
    for (const auto& kernel : report.kernels)
        EXPECT_THAT(legend, HasSubstr(kernel.target.target.key()));
    EXPECT_THAT(legend, HasSubstr("another way to compute it"));
}

TEST(RooflineChart, drawsWhatADataSheetSaysDashedAndNamesIt)
{
    auto report = underRoofs();
    EXPECT_THAT(rooflineChart(report), Not(HasSubstr("class='roof-nominal'")));
    EXPECT_THAT(rooflineChart(report), HasSubstr("No data-sheet value is known"));
    report.run.device.name = "NVIDIA H100 80GB HBM3";
    report.run.device.cores = 132;
    const auto svg = rooflineChart(report);
    EXPECT_EQ(test::countOf(svg, "class='roof-nominal'"), 2U) << "bandwidth and peak";
    EXPECT_THAT(svg, HasSubstr("DRAM " + formatRate(3.35e12, "B")));
    EXPECT_THAT(svg, HasSubstr("fp32 " + formatRate(66.9e12, "FLOP")));
    EXPECT_THAT(svg, HasSubstr("NVIDIA H100 data sheet"));
}

TEST(RooflineChart, leavesDemotedChampionsOut)
{
    auto report = underRoofs();
    report.kernels[0].keeps[1].row.demotedBecause = "doubtful";
    const auto svg = rooflineChart(report);
    EXPECT_THAT(svg, Not(HasSubstr("keep #7")));
    EXPECT_THAT(svg, HasSubstr("keep #9"));
}

TEST(RooflineChart, isEmptyWithoutRoofsOrKnownWork)
{
    auto report = underRoofs();
    report.roofs.reset();
    EXPECT_THAT(rooflineChart(report), IsEmpty());
    report = underRoofs();
    report.kernels[0].flop = 0;
    EXPECT_THAT(rooflineChart(report), IsEmpty());
}

} // namespace
} // namespace autokernel::report
