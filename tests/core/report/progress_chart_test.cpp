// SPDX-License-Identifier: Apache-2.0
#include "chart_data.h"

#include "report/progress_chart.h"

#include <gmock/gmock.h>

#include <regex>

namespace autokernel::report {
namespace {

using test::countOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ProgressPoint pointOf(std::int64_t number, judge::VerdictKind verdict, double overEager)
{
    ProgressPoint point;
    point.number = number;
    point.target = store::TargetId {1};
    point.verdict = verdict;
    if (overEager > 0)
        point.overEager = store::SpeedupInterval {overEager, overEager * 0.99, overEager * 1.01};
    return point;
}

ReportData searchOf(int experiments)
{
    ReportData report;
    auto kernel = test::matmulKernel();
    kernel.keeps = {test::keepOf(1, 100, 1.5)};
    kernel.champion = 0;
    kernel.ladder = {test::rungOf("eager", 150), test::rungOf("vendor", 120)};
    report.kernels = {kernel};
    report.progress.push_back(pointOf(1, judge::VerdictKind::Kept, 1.5));
    for (int i = 2; i <= experiments; ++i)
        report.progress.push_back(pointOf(i, judge::VerdictKind::Reverted, 1.4 + 0.0001 * (i % 7)));
    return report;
}

store::EndToEndRow rowOf(store::ModelMeasurement kind, std::int64_t before, double speedup)
{
    store::EndToEndRow row;
    row.record.kind = kind;
    row.record.overBaseline = {speedup, speedup * 0.98, speedup * 1.02};
    row.experimentsBefore = before;
    return row;
}

TEST(KernelChart, drawsEachExperimentTheRungsAndTheBest)
{
    const auto report = searchOf(20);
    const auto svg = kernelChart(report, report.kernels[0]);
    EXPECT_EQ(countOf(svg, "reverted"), 19U + 19U) << "a mark and its tooltip each";
    EXPECT_THAT(svg, HasSubstr("best verified 1.50×"));
    EXPECT_THAT(svg, HasSubstr("vendor 1.25×"));
    EXPECT_THAT(svg, HasSubstr("20 timed experiments, 0 without a valid time, 1 kept"));
}

TEST(KernelChart, ticksOfExperimentsAreWholeNumbers)
{
    for (const int experiments : {1, 2, 3, 8, 16, 21}) {
        const auto report = searchOf(experiments);
        const auto svg = kernelChart(report, report.kernels[0]);
        const std::regex tick("class='tick' text-anchor='middle'>([^<]*)<");
        int ticks = 0;
        for (std::sregex_iterator match(svg.begin(), svg.end(), tick), end; match != end; ++match) {
            ++ticks;
            EXPECT_EQ((*match)[1].str().find('.'), std::string::npos) << match->str();
        }
        EXPECT_GE(ticks, 2) << experiments;
    }
}

TEST(KernelChart, putsWhatHasNoTimeUnderThePlot)
{
    auto report = searchOf(3);
    report.progress.push_back(pointOf(4, judge::VerdictKind::CompileError, 0));
    EXPECT_THAT(kernelChart(report, report.kernels[0]),
        HasSubstr("3 timed experiments, 1 without a valid time"));
}

TEST(KernelChart, leavesControlsOut)
{
    auto report = searchOf(3);
    report.progress[1].isControl = true;
    EXPECT_THAT(kernelChart(report, report.kernels[0]), HasSubstr("2 timed experiments"));
}

TEST(KernelChart, thinsALongSearchButShowsEveryKeep)
{
    const auto report = searchOf(100'000);
    const auto svg = kernelChart(report, report.kernels[0]);
    EXPECT_LT(svg.size(), 1'000'000U);
    EXPECT_THAT(svg, HasSubstr("#1 kept"));
    EXPECT_THAT(svg, HasSubstr("100000 timed experiments"));
}

TEST(KernelChart, isEmptyWithoutATime)
{
    ReportData report;
    report.kernels = {test::matmulKernel()};
    EXPECT_THAT(kernelChart(report, report.kernels[0]), IsEmpty());
}

TEST(ModelChart, showsOnlyMeasurementsOfTheWholeModelOverEager)
{
    ReportData report;
    report.endToEnd = {rowOf(store::ModelMeasurement::Starters, 3, 1.2),
        rowOf(store::ModelMeasurement::LeaveOneOut, 9, 0.7),
        rowOf(store::ModelMeasurement::Packing, 9, 1.9),
        rowOf(store::ModelMeasurement::Final, 9, 1.4)};
    const auto svg = modelChart(report);
    EXPECT_THAT(svg, HasSubstr("2 measurements, the last 1.40× over eager"));
    EXPECT_THAT(svg, Not(HasSubstr("1.90×")));
    EXPECT_THAT(modelChart({}), IsEmpty());
}

} // namespace
} // namespace autokernel::report
