// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_fixture.h"
#include "ui/charts/progress_data.h"
#include "ui/pages/compare_chart.h"

#include <gmock/gmock.h>

namespace autokernel::ui {
namespace {

using testing::ElementsAre;

class ProgressDataTest : public report::test::ReportTest
{
};

TEST_F(ProgressDataTest, eachKernelHasItsColourInEveryChart)
{
    const auto data = report();
    ASSERT_EQ(data.kernels.size(), 2U);
    const auto first = progressOf(data, data.kernels[0]).sign;
    const auto second = progressOf(data, data.kernels[1]).sign;
    EXPECT_NE(first.paint, second.paint);
    EXPECT_NE(first.name, second.name);
    EXPECT_EQ(seriesPaint(kSeriesPaints), seriesPaint(0));
}

TEST_F(ProgressDataTest, allKernelsAtOnceAreEachOfThemAlone)
{
    auto data = report();
    data.kernels.push_back(data.kernels.front()); // one that was never tried
    data.kernels.back().target.id = {99};
    data.kernels.back().target.experiments = 0;
    EXPECT_TRUE(hasProgress(data));
    for (const auto axis : {ProgressAxis::Experiment, ProgressAxis::WallClock}) {
        const auto all = progressOfAll(data, axis);
        ASSERT_EQ(all.size(), 2U);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto alone = progressOf(data, data.kernels[i], axis);
            EXPECT_EQ(all[i].sign.name, alone.sign.name);
            EXPECT_EQ(all[i].axis, alone.axis);
            EXPECT_EQ(all[i].best, alone.best);
            EXPECT_EQ(csvOf(all[i]), csvOf(alone));
        }
    }
    data.kernels.erase(data.kernels.begin(), data.kernels.begin() + 2);
    EXPECT_FALSE(hasProgress(data));
    EXPECT_TRUE(progressOfAll(data).empty());
}

TEST_F(ProgressDataTest, theModelStandsBesideEveryFreeRungThatIsRight)
{
    const auto progress = modelProgressOf(report());
    std::map<std::string, double> rungs;
    for (const auto& line : progress.references)
        rungs[line.name.toStdString()] = line.speedup;
    ASSERT_TRUE(rungs.contains("torch.compile")) << testing::PrintToString(rungs);
    EXPECT_NEAR(rungs["torch.compile"], 1.11, 0.01);
    EXPECT_NEAR(rungs["torch.compile, frozen"], 1.28, 0.02);
    EXPECT_FALSE(rungs.contains("fast_but_wrong"));
    EXPECT_FALSE(rungs.contains("openvino")) << "it could not run";
    EXPECT_EQ(progress.references.front().name, "eager");
    EXPECT_TRUE(detailOf(progress.references.front()).endsWith("ms, last session"))
        << "the baseline has its time, and which: "
        << detailOf(progress.references.front()).toStdString();
}

TEST_F(ProgressDataTest, slicesFollowEachOtherAndNameTheirKernel)
{
    const auto data = report();
    const auto slices = slicesOf(data);
    ASSERT_GE(slices.size(), 2U);
    EXPECT_EQ(slices.front().kernel, progressOf(data, data.kernels[0]).sign.name);
    for (std::size_t i = 0; i < slices.size(); ++i) {
        EXPECT_LT(slices[i].from, slices[i].to);
        if (i > 0) {
            EXPECT_EQ(slices[i].from, slices[i - 1].to);
            EXPECT_NE(slices[i].kernel, slices[i - 1].kernel);
        }
    }
    EXPECT_EQ(slices.back().to, static_cast<double>(data.progress.back().number));
}

TEST_F(ProgressDataTest, aClockThatIsSetBackMakesNoBandThatRunsBackwards)
{
    auto data = report();
    for (std::size_t i = 0; i < data.progress.size(); ++i)
        data.progress[i].startedAt = 1000 + static_cast<double>(i % 7 == 0 ? i / 2 : i);
    for (const auto& slice : slicesOf(data, ProgressAxis::WallClock))
        EXPECT_LE(slice.from, slice.to);
}

TEST_F(ProgressDataTest, timeSinceTheRunBeganIsTheClockWithoutItsStart)
{
    auto data = report();
    data.run.summary.startedAt = "1970-01-01T00:10:00.000Z";
    for (auto& point : data.progress)
        point.startedAt = 600 + 2 * static_cast<double>(point.number);
    const auto progress = progressOf(data, data.kernels.front(), ProgressAxis::Elapsed);
    ASSERT_FALSE(progress.marks.empty());
    for (const auto& mark : progress.marks)
        EXPECT_NEAR(xOf(mark, ProgressAxis::Elapsed), mark.endedAt - 600, 1e-6);
    ASSERT_FALSE(progress.best.empty());
    EXPECT_LT(progress.best.front().x(), 1e6) << "the step line has the same axis";
    const auto slices = slicesOf(data, ProgressAxis::Elapsed);
    ASSERT_FALSE(slices.empty());
    EXPECT_NEAR(slices.front().from, 2 * static_cast<double>(data.progress.front().number), 1e-6);
}

TEST_F(ProgressDataTest, linesOfAModelAndOfAComparisonEndAtTheLastExperiment)
{
    auto data = report();
    data.progress.back().number += 40; // controls have numbers and are no experiments
    const auto last = static_cast<double>(data.progress.back().number);
    ASSERT_GT(last, static_cast<double>(data.run.summary.experiments));
    const auto model = modelProgressOf(data);
    EXPECT_EQ(model.last, last);
    EXPECT_EQ(model.measured.back().x(), last);
    const std::vector both {data, data};
    for (const auto& line : compareLines(both))
        EXPECT_EQ(line.points.back().x(), last);
}

// A kernel's line says what one has while the run is at other kernels, too.
TEST_F(ProgressDataTest, theBestGoesFromTheRunsBeginToItsEnd)
{
    auto data = report();
    for (std::size_t i = 0; i < data.progress.size(); ++i) {
        data.progress[i].startedAt = 1000 + 2 * static_cast<double>(i);
        data.progress[i].seconds = 1;
    }
    data.endToEnd.clear();
    data.run.summary.startedAt = "1970-01-01T00:10:00.000Z";
    const auto& last = data.progress.back();
    for (const auto& kernel : data.kernels) {
        const auto best = progressOf(data, kernel).best;
        ASSERT_FALSE(best.empty());
        EXPECT_EQ(best.front(), QPointF(0, 1));
        EXPECT_EQ(best.back().x(), static_cast<double>(last.number));
        const auto clock = progressOf(data, kernel, ProgressAxis::WallClock).best;
        EXPECT_EQ(clock.front(), QPointF(600, 1));
        EXPECT_EQ(clock.back().x(), last.startedAt + 1);
    }
}

TEST_F(ProgressDataTest, theBestIsTheFigureThatAllOthersShow)
{
    auto data = report();
    auto& kernel = data.kernels.front();
    ASSERT_TRUE(kernel.champion);
    kernel.keeps[*kernel.champion].revalidated = store::SpeedupInterval {7, 6.9, 7.1};
    EXPECT_EQ(progressOf(data, kernel).best.back().y(), 7);
}

TEST_F(ProgressDataTest, theVendorsKernelIsAReferenceWhereItWasTimed)
{
    auto data = report();
    auto& kernel = data.kernels.front();
    const auto vendorOf = [&] {
        std::vector<double> found;
        for (const auto& line : progressOf(data, kernel).references)
            if (line.isVendor)
                found.push_back(line.speedup);
        return found;
    };
    kernel.keeps[*kernel.champion].vendorOverEager.reset();
    EXPECT_THAT(vendorOf(), ElementsAre());
    kernel.keeps[*kernel.champion].vendorOverEager = 1.1;
    EXPECT_THAT(vendorOf(), ElementsAre(1.1));
}

TEST_F(ProgressDataTest, whatACandidateMustReachIsMoreThanTheNoise)
{
    auto data = report();
    auto& kernel = data.kernels.front();
    kernel.noiseFloor = 0.02;
    EXPECT_EQ(progressOf(data, kernel).minimumEffect, 0.04);
    kernel.noiseFloor.reset();
    EXPECT_FALSE(progressOf(data, kernel).minimumEffect);
}

TEST_F(ProgressDataTest, slicesOfStartersAloneAreToldFromASearch)
{
    auto data = report();
    const auto seed = std::make_shared<const std::string>("seed");
    for (auto& point : data.progress)
        point.mutator = seed;
    for (const auto& slice : slicesOf(data))
        EXPECT_TRUE(slice.isStarters);
    data.progress.back().mutator = std::make_shared<const std::string>("crossover");
    data.progress.back().isControl = false;
    EXPECT_FALSE(slicesOf(data).back().isStarters);
}

} // namespace
} // namespace autokernel::ui
