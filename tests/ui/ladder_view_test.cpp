// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/chart_data.h"
#include "svg_extent.h"
#include "ui/charts/ladder_bars.h"
#include "ui/charts/ladder_view.h"
#include "ui/export/report_charts.h"

#include <gmock/gmock.h>

#include <QTest>

namespace autokernel::ui {
namespace {

using report::test::rungOf;

store::LadderRow oursOf(double microseconds)
{
    auto row = rungOf("winner", microseconds);
    row.record.isOurs = true;
    return row;
}

report::ReportData kernelRun()
{
    report::ReportData report;
    report.run.summary.id = {3};
    report.run.summary.subject = "matmul";
    report.run.device.name = "Test CPU";
    report.kernels = {report::test::matmulKernel()};
    auto broken = rungOf("onednn", 0);
    broken.medianMicroseconds = std::nan("");
    broken.record.samples.error = "no such primitive";
    report.kernels[0].ladder = {rungOf("eager", 30), broken, rungOf("hasty", 8, false),
        rungOf("torch_compile", 24), oursOf(15)};
    report.kernels[0].floor = {5e-6, 2e-6, 5e-6, "DRAM"};
    return report;
}

TEST(LadderDataTest, oursStandFirstAndWhatCouldNotRunLast)
{
    const auto ladder = ladderOf(kernelRun());
    QStringList names;
    for (const auto& bar : ladder.bars)
        names << bar.name;
    EXPECT_EQ(names, (QStringList {"winner", "hasty", "torch.compile", "eager", "onednn"}));
    EXPECT_DOUBLE_EQ(ladder.eagerMicroseconds, 30);
    EXPECT_DOUBLE_EQ(ladder.floorMicroseconds, 5);
    EXPECT_EQ(overEager(ladder.bars[0], ladder), "2.00×");
    EXPECT_EQ(overEager(ladder.bars[4], ladder), "");
}

TEST(LadderDataTest, theModelsLadderGoesBeforeAKernels)
{
    auto report = kernelRun();
    report.run.summary.subject = "gpt2";
    report.modelLadder = {rungOf("eager", 40'000), rungOf("inductor", 30'000)};
    const auto ladder = ladderOf(report);
    EXPECT_EQ(ladder.subject, "gpt2");
    EXPECT_EQ(ladder.bars.size(), 2U);
    EXPECT_EQ(ladder.floorMicroseconds, 0) << "a whole model has none";
    EXPECT_TRUE(ladderOf(report::ReportData()).bars.empty());
}

TEST(LadderDataTest, tableAndSummarySayWhatTheChartShows)
{
    const auto ladder = ladderOf(kernelRun());
    const auto table = tableOf(ladder);
    ASSERT_EQ(table.rows, 6) << "the roof is a row, too";
    EXPECT_EQ(table.cell(0, 0), "winner (ours)");
    EXPECT_EQ(table.cell(1, 4), "wrong");
    EXPECT_EQ(table.cell(4, 4), "could not run: no such primitive");
    EXPECT_TRUE(table.cell(5, 0).contains("DRAM roof"));
    const auto summary = summaryOf(ladder).toStdString();
    for (const char* part : {"5 contenders", "winner 15.0 µs, 2.00× over eager", "eager 30.0 µs",
             "hasty 8.00 µs, 3.75× over eager, wrong", "onednn could not run",
             "the DRAM roof allows 5.00 µs"})
        EXPECT_THAT(summary, testing::HasSubstr(part));
    EXPECT_TRUE(csvOf(ladder).contains("winner,15,14.85,15.15,true,true,"))
        << csvOf(ladder).toStdString();
}

class LadderViewTest : public testing::Test
{
protected:
    LadderViewTest()
    {
        m_view.resize(800, 260);
        m_view.setData(ladderOf(kernelRun()));
        m_view.show();
        EXPECT_TRUE(QTest::qWaitForWindowExposed(&m_view));
        m_view.plot().replot();
    }
    QPoint pixel(double microseconds, int row)
    {
        auto* rect = m_view.plot().axisRect(0);
        return {qRound(rect->axis(QCPAxis::atBottom)->coordToPixel(microseconds)),
            qRound(rect->axis(QCPAxis::atLeft)->coordToPixel(row))};
    }

    LadderView m_view {Theme::light()};
};

TEST_F(LadderViewTest, aNarrowAxisHasFewerTimes)
{
    const auto ticks = [this] {
        return m_view.plot().axisRect(0)->axis(QCPAxis::atBottom)->ticker()->tickCount();
    };
    const int wide = ticks();
    m_view.resize(480, 260);
    EXPECT_LT(ticks(), wide) << "they would run into each other";
    m_view.resize(800, 260);
    EXPECT_EQ(ticks(), wide);
}

TEST_F(LadderViewTest, aBarIsAsLongAsItsTimeAndOursHasTheInkOfAKeep)
{
    const auto picture = m_view.grab().toImage();
    const auto at = [&](double microseconds, int row) {
        return picture.pixelColor(pixel(microseconds, row) + QPoint(0, 4));
    };
    const auto& theme = Theme::light();
    EXPECT_EQ(at(10, 0), theme[Paint::Kept]);
    EXPECT_NE(at(20, 0), theme[Paint::Kept]);
    EXPECT_EQ(at(20, 2), theme[Paint::Reverted]);
    EXPECT_NE(at(4, 1), theme[Paint::Reverted]) << "a wrong answer's bar is hollow";
}

TEST_F(LadderViewTest, aRowTellsItsFacts)
{
    EXPECT_THAT(m_view.factsAt(pixel(10, 0)).toStdString(), testing::HasSubstr("winner (ours)"));
    EXPECT_THAT(m_view.factsAt(pixel(10, 1)).toStdString(), testing::HasSubstr("wrong"));
    EXPECT_EQ(m_view.factsAt({10, 2}), "");
}

TEST_F(LadderViewTest, itsFileNamesEveryContenderAndStaysInItsFrame)
{
    const auto offer = ladderOffer(std::make_shared<const report::ReportData>(kernelRun()));
    const auto drawing = offer.draw(Theme::print(), logicalSize({}));
    const auto encode = drawChart(drawing, ChartFormat::Svg, {});
    ASSERT_TRUE(encode);
    const auto content = test::SvgScan(*(*encode)()).content();
    EXPECT_EQ(content.outside, QStringList());
    const auto all = content.texts.join('\n').toStdString();
    for (const char* part :
        {"winner, ours", "torch.compile", "could not run", "DRAM roof", "eager", "2.00×", "matmul"})
        EXPECT_THAT(all, testing::HasSubstr(part));
    EXPECT_THAT(offer.csv(), testing::HasSubstr("torch_compile"));
    EXPECT_EQ(offer.title, drawing.caption.title);
}

} // namespace
} // namespace autokernel::ui
