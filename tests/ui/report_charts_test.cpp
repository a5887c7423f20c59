// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_fixture.h"
#include "make_snapshot.h"
#include "svg_extent.h"
#include "ui/export/chart_tables.h"
#include "ui/export/clipboard.h"
#include "ui/export/report_charts.h"
#include "ui/pages/progress_page.h"
#include "ui/pages/roofline_page.h"

#include <gmock/gmock.h>

#include <QStandardItemModel>
#include <QTableView>

namespace autokernel::ui {
namespace {

class ReportCharts : public report::test::ReportTest
{
protected:
    static test::SvgContent scan(const ChartDrawing& drawing, ChartSize size = {})
    {
        const auto encode = drawChart(*drawing.plot, ChartFormat::Svg, size, drawing.caption);
        EXPECT_TRUE(encode);
        return test::SvgScan(*(*encode)()).content();
    }
    static std::unique_ptr<ModelView> modelView(const report::ReportData& data)
    {
        auto view = std::make_unique<ModelView>(Theme::dark());
        view->setData(modelProgressOf(data));
        return view;
    }
    static std::size_t fieldsOf(const std::string& line)
    {
        return static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1;
    }
};

TEST_F(ReportCharts, theProgressSaysWhatItShowsAndWhereItComesFrom)
{
    const auto data = report();
    const auto& kernel = data.kernels.front();
    ProgressView view(Theme::light());
    view.setData(progressOf(data, kernel));
    const auto drawing = drawingOf(view.detached(Theme::print()), data, kernel);
    const auto content = scan(drawing);
    EXPECT_EQ(content.outside, QStringList());
    const QString all = content.texts.join('\n');
    for (const char* text : {"matmul/linear_bias: speedup over eager", "M=128", "fp32", "Kept ",
             "Incorrect ", "Best verified", "Run 1 of gpt2", "seed 42", "Xeon <Test> & Co",
             "over eager", "UTC", "AutoKernel 0.1.0"})
        EXPECT_TRUE(all.contains(text)) << text << " in\n" << all.toStdString();
    EXPECT_TRUE(content.description.contains("Run 1 of gpt2"));
}

TEST_F(ReportCharts, theLegendCountsAllExperimentsOfTheKernel)
{
    const auto data = report();
    const auto& kernel = data.kernels.front();
    ProgressView view(Theme::light());
    view.setData(progressOf(data, kernel));
    view.setHidden({VerdictClass::Reverted});
    view.plot().axisRect(0)->axis(QCPAxis::atBottom)->setRange(10, 20);
    const auto drawing = drawingOf(view.detached(Theme::light()), data, kernel);
    const auto crashed
        = std::count_if(data.progress.begin(), data.progress.end(), [&](const auto& point) {
              return point.target == kernel.target.id
                  && point.verdict == judge::VerdictKind::CompileError;
          });
    QStringList legend;
    for (const auto& entry : drawing.caption.legend)
        legend.push_back(entry.text);
    EXPECT_TRUE(legend.contains(QString("Crashed or timed out %1").arg(crashed)))
        << legend.join('\n').toStdString();
    EXPECT_FALSE(legend.join('\n').contains("Reverted")) << "it is not drawn";
    EXPECT_TRUE(drawing.caption.subtitle.contains("part of the chart: #10 to #20"));
    EXPECT_EQ(scan(drawing).outside, QStringList());
}

TEST_F(ReportCharts, theModelsChartStaysInItsFrame)
{
    const auto data = report();
    const auto content = scan(drawingOf(modelView(data), data), {{1200, 500}, 96});
    EXPECT_EQ(content.outside, QStringList());
    const QString all = content.texts.join('\n');
    for (const char* text : {"gpt2: speedup of the whole model over eager", "ids int64[1,128]",
             "1.36×", "Amdahl forecast", "torch.compile, frozen"})
        EXPECT_TRUE(all.contains(text)) << text;
}

TEST_F(ReportCharts, aZoomedRooflineStaysInItsFrame)
{
    const auto data = report();
    RooflineView view(Theme::light());
    view.setData(rooflineOf(data, "fp32"));
    const auto whole = scan(drawingOf(view.detached(Theme::light()), data, "fp32"));
    EXPECT_EQ(whole.outside, QStringList());
    EXPECT_TRUE(whole.texts.join('\n').contains("DRAM")) << whole.texts.join('\n').toStdString();
    auto* rect = view.plot().axisRect();
    const auto x = rect->axis(QCPAxis::atBottom)->range();
    const auto y = rect->axis(QCPAxis::atLeft)->range();
    // A corner through which roofs go.
    rect->axis(QCPAxis::atBottom)->setRange(x.lower * 1.5, x.lower * 4);
    rect->axis(QCPAxis::atLeft)->setRange(y.lower * 2, y.upper / 3);
    const auto zoomed = scan(drawingOf(view.detached(Theme::light()), data, "fp32"));
    EXPECT_EQ(zoomed.outside, QStringList());
    EXPECT_EQ(view.plot().axisRect()->axis(QCPAxis::atBottom)->range().lower, x.lower * 1.5)
        << "the window's own chart is left alone";
}

// Pages draw when they are looked at; a chart for a file does not wait for that.
TEST_F(ReportCharts, aPageThatWasNeverSeenOffersTheSameCharts)
{
    const auto snapshot = test::makeSnapshot(report());
    const auto& data = snapshot->report;
    ProgressPage progress(Theme::light());
    progress.present(snapshot);
    const auto offers = progress.charts();
    ASSERT_EQ(offers.size(), 2U) << "the first kernel and the whole model";
    ProgressView view(Theme::light());
    view.setData(
        {progressOf(data, data.kernels.front())}, ProgressView::Arrangement::One, slicesOf(data));
    const auto expected = drawingOf(view.detached(Theme::light()), data, data.kernels.front());
    const auto drawn = offers[0].draw(Theme::light());
    EXPECT_EQ(drawn.csv, expected.csv);
    EXPECT_EQ(scan(drawn).texts, scan(expected).texts);
    EXPECT_TRUE(scan(offers[1].draw(Theme::dark())).texts.join('\n').contains("1.36×"));
    RooflinePage roofline(Theme::light());
    roofline.present(snapshot);
    const auto roofs = roofline.charts();
    ASSERT_EQ(roofs.size(), 1U);
    const auto texts = scan(roofs[0].draw(Theme::light())).texts.join('\n');
    EXPECT_TRUE(texts.contains("DRAM") && texts.contains("fp32")) << texts.toStdString();
}

TEST_F(ReportCharts, severalKernelsShareOneChartAndOneTable)
{
    const auto data = report();
    std::vector<KernelProgress> kernels;
    for (const auto& kernel : data.kernels)
        kernels.push_back(progressOf(data, kernel));
    for (const auto arrangement :
        {ProgressView::Arrangement::Multiples, ProgressView::Arrangement::Together}) {
        ProgressView view(Theme::light());
        view.setData(kernels, arrangement);
        const auto drawing = drawingOf(view.detached(Theme::print()), data);
        const auto content = scan(drawing);
        EXPECT_EQ(content.outside, QStringList());
        EXPECT_TRUE(content.texts.join('\n').contains("each kernel over its own eager"));
        for (const auto& kernel : kernels)
            EXPECT_THAT(drawing.csv, testing::HasSubstr('"' + kernel.kernel.toStdString() + "\","));
    }
}

TEST_F(ReportCharts, aControlHasNoSpeedupOverEager)
{
    KernelProgress progress;
    progress.marks = {{7, 1.02, 1.01, 1.03, VerdictClass::Control}};
    EXPECT_TRUE(csvOf(progress).endsWith("7,control,,,\r\n")) << csvOf(progress).toStdString();
}

TEST_F(ReportCharts, tablesHaveAsManyFieldsInEachLineAsTheHeading)
{
    const auto data = report();
    for (const auto& csv : {modelCsv(data), rooflineCsv(data, "fp32")}) {
        std::istringstream lines(csv);
        std::string heading;
        std::getline(lines, heading);
        int rows = 0;
        for (std::string line; std::getline(lines, line); ++rows) {
            EXPECT_EQ(line.back(), '\r');
            if (line.find('"') == std::string::npos) {
                EXPECT_EQ(fieldsOf(line), fieldsOf(heading)) << line;
            }
        }
        EXPECT_GT(rows, 3);
    }
    EXPECT_THAT(rooflineCsv(data, "fp32"),
        testing::AllOf(testing::HasSubstr("bandwidth_byte_per_s"),
            testing::HasSubstr("19000000000"), testing::HasSubstr("\r\nkeep,"),
            testing::HasSubstr("\r\nattempt,")));
    EXPECT_THAT(rooflineCsv(data, "bf16"), testing::Not(testing::HasSubstr("keep,")));
}

TEST_F(ReportCharts, filesAreNamedWithoutAnythingThatAFileSystemMinds)
{
    report::test::Scenario scenario;
    scenario.hostile = "/../ *?\"<|> x";
    const auto data = report(scenario);
    const auto name = fileStem(data, "rmsnorm/default fp32 D=4096,R=128");
    EXPECT_FALSE(name.contains(QRegularExpression("[^A-Za-z0-9._-]"))) << name.toStdString();
    EXPECT_TRUE(name.startsWith("gpt2")) << name.toStdString();
    EXPECT_TRUE(name.contains("rmsnorm"));
}

TEST_F(ReportCharts, aKernelsRunIsNotNamedTwice)
{
    auto data = report({});
    data.run.summary.subject = "softmax/default fp32 C=8,R=4";
    EXPECT_EQ(fileStem(data, data.run.summary.subject + "-progress"), fileStem(data) + "-progress");
}

TEST_F(ReportCharts, theClipboardHoldsPixelsAndVectors)
{
    const auto data = report();
    const auto mime = pictureOf(drawingOf(modelView(data), data), {{800, 450}, 96});
    ASSERT_TRUE(mime);
    EXPECT_EQ(qvariant_cast<QImage>((*mime)->imageData()).size(), QSize(800, 450));
    EXPECT_EQ(test::SvgScan((*mime)->data("image/svg+xml")).content().outside, QStringList());
    EXPECT_FALSE(pictureOf(drawingOf(modelView(data), data), {{0, 0}, 96}));
}

TEST(SelectionAsTsv, hasHeadingsOnlyTheSelectedRowsAndNoFurtherTabs)
{
    QStandardItemModel model(3, 2);
    model.setHorizontalHeaderLabels({"kernel", "over eager"});
    for (int row = 0; row < 3; ++row) {
        model.setItem(row, 0, new QStandardItem(QString("k\t%1\nx").arg(row)));
        model.setItem(row, 1, new QStandardItem(row == 2 ? "=1+1" : "1.2×"));
    }
    QTableView view;
    view.setModel(&model);
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    EXPECT_EQ(selectionAsTsv(view), "") << "nothing is selected";
    view.selectionModel()->select(
        model.index(2, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    view.selectionModel()->select(
        model.index(0, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    EXPECT_EQ(selectionAsTsv(view), "kernel\tover eager\nk 0 x\t1.2×\nk 2 x\t'=1+1\n");
    view.hideColumn(0);
    EXPECT_EQ(selectionAsTsv(view), "over eager\n1.2×\n'=1+1\n");
}

} // namespace
} // namespace autokernel::ui
