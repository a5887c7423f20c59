// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_fixture.h"
#include "svg_extent.h"
#include "ui/export/chart_tables.h"
#include "ui/export/clipboard.h"
#include "ui/export/report_charts.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <QStandardItemModel>
#include <QTableView>
#include <limits>

namespace autokernel::ui {
namespace {

class ReportCharts : public report::test::ReportTest
{
protected:
    static test::SvgContent scan(const ChartDrawing& drawing, ChartSize size = {})
    {
        const auto encode = drawChart(drawing, ChartFormat::Svg, size);
        if (!encode) {
            ADD_FAILURE() << encode.error().message;
            return {};
        }
        return test::SvgScan(*(*encode)()).content();
    }
    static ChartDrawing draw(const ChartOffer& offer, const ChartSize& size = {})
    {
        return offer.draw(Theme::light(), logicalSize(size));
    }
    ReportPtr shared() { return std::make_shared<const report::ReportData>(report()); }
    static std::size_t fieldsOf(const std::string& line)
    {
        return static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1;
    }
};

TEST_F(ReportCharts, theProgressSaysWhatItShowsAndWhereItComesFrom)
{
    const auto data = shared();
    ProgressView view(Theme::light());
    view.setData(progressOf(*data, data->kernels.front()));
    const auto offer = progressOffer(data, view.shown(), 0);
    const auto content = scan(offer.draw(Theme::print(), logicalSize({})));
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
    const auto data = shared();
    const auto& kernel = data->kernels.front();
    ProgressView view(Theme::light());
    view.setData(progressOf(*data, kernel));
    view.setHidden({VerdictClass::Reverted});
    view.plot().axisRect(0)->axis(QCPAxis::atBottom)->setRange(10, 20);
    const auto drawing = draw(progressOffer(data, view.shown(), 0));
    const auto crashed
        = std::count_if(data->progress.begin(), data->progress.end(), [&](const auto& point) {
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
    const auto content = scan(draw(modelOffer(shared()), {{1200, 500}, 96}), {{1200, 500}, 96});
    EXPECT_EQ(content.outside, QStringList());
    const QString all = content.texts.join('\n');
    for (const char* text : {"gpt2: speedup of the whole model over eager", "ids int64[1,128]",
             "1.36×", "Amdahl forecast", "torch.compile, frozen"})
        EXPECT_TRUE(all.contains(text)) << text;
}

TEST_F(ReportCharts, aZoomedRooflineStaysInItsFrame)
{
    const auto data = shared();
    RooflineView view(Theme::light());
    view.setData(rooflineOf(*data, "fp32"));
    const auto whole = scan(draw(rooflineOffer(data, view.shown())));
    EXPECT_EQ(whole.outside, QStringList());
    EXPECT_TRUE(whole.texts.join('\n').contains("DRAM")) << whole.texts.join('\n').toStdString();
    auto* rect = view.plot().axisRect();
    const auto x = rect->axis(QCPAxis::atBottom)->range();
    const auto y = rect->axis(QCPAxis::atLeft)->range();
    // A corner through which roofs go.
    rect->axis(QCPAxis::atBottom)->setRange(x.lower * 1.5, x.lower * 4);
    rect->axis(QCPAxis::atLeft)->setRange(y.lower * 2, y.upper / 3);
    const auto zoomed = scan(draw(rooflineOffer(data, view.shown())));
    EXPECT_EQ(zoomed.outside, QStringList());
    EXPECT_EQ(view.plot().axisRect()->axis(QCPAxis::atBottom)->range().lower, x.lower * 1.5)
        << "the window's own chart is left alone";
}

TEST_F(ReportCharts, aTitleIsKnownBeforeAnythingIsDrawn)
{
    const auto data = shared();
    ProgressView progress(Theme::light());
    progress.setData(progressOf(*data, data->kernels.front()));
    RooflineView roofline(Theme::light());
    roofline.setData(rooflineOf(*data, "fp32"));
    for (const auto& offer :
        {progressOffer(data, progress.shown(), 0), progressOffer(data, progress.shown()),
            modelOffer(data), ladderOffer(data), rooflineOffer(data, roofline.shown())}) {
        EXPECT_EQ(offer.title, draw(offer).caption.title);
        EXPECT_FALSE(offer.title.isEmpty());
        EXPECT_FALSE(offer.csv().empty()) << offer.title.toStdString();
    }
}

TEST_F(ReportCharts, severalKernelsShareOneChartAndOneTable)
{
    const auto data = shared();
    std::vector<KernelProgress> kernels;
    for (const auto& kernel : data->kernels)
        kernels.push_back(progressOf(*data, kernel));
    for (const auto arrangement :
        {ProgressView::Arrangement::Multiples, ProgressView::Arrangement::Together}) {
        ProgressView view(Theme::light());
        view.setData(kernels, arrangement);
        const auto offer = progressOffer(data, view.shown());
        const ChartSize size {{1600, 1200}}; // several panels need more than the usual height
        const auto content = scan(draw(offer, size), size);
        EXPECT_EQ(content.outside, QStringList());
        EXPECT_TRUE(content.texts.join('\n').contains("each kernel over its own eager"));
        for (const auto& kernel : kernels)
            EXPECT_THAT(offer.csv(), testing::HasSubstr('"' + kernel.kernel.toStdString() + "\","));
    }
}

std::vector<KernelProgress> nineKernels()
{
    std::vector<KernelProgress> kernels(9);
    for (std::size_t k = 0; k < kernels.size(); ++k) {
        kernels[k].kernel = QString("rmsnorm D=%1").arg(1024 * (k + 1));
        for (int i = 1; i <= 20; ++i)
            kernels[k].marks.push_back({i, 1 + 0.01 * i, 1, 1.3, VerdictClass::Reverted});
        kernels[k].references = {{1, "eager"}};
    }
    return kernels;
}

// The panels' heights, and how many stand in the first row.
std::pair<int, int> panelsOf(Plot& plot)
{
    int least = std::numeric_limits<int>::max();
    int inFirstRow = 0;
    for (int i = 0; i < 9; ++i) {
        const QRect area = plot.axisRect(i)->rect();
        least = std::min(least, area.height());
        inFirstRow += area.top() == plot.axisRect(0)->rect().top();
    }
    return {least, inFirstRow};
}

TEST_F(ReportCharts, smallMultiplesStandAsWideAsTheirPictureAndEachHasAPlot)
{
    const auto offer
        = progressOffer(shared(), {nineKernels(), ProgressView::Arrangement::Multiples});
    constexpr ChartSize kWide {{2400, 2000}, 192};
    const auto wide = draw(offer, kWide);
    EXPECT_EQ(scan(wide, kWide).outside, QStringList());
    EXPECT_EQ(panelsOf(*wide.plot).second, 2) << "columns";
    EXPECT_GT(panelsOf(*wide.plot).first, 60) << "pixels of a panel";
    constexpr ChartSize kNarrow {{1200, 4000}, 192};
    const auto narrow = draw(offer, kNarrow);
    EXPECT_EQ(scan(narrow, kNarrow).outside, QStringList());
    EXPECT_EQ(panelsOf(*narrow.plot).second, 1) << "columns";
    EXPECT_GT(panelsOf(*narrow.plot).first, 60);
}

TEST_F(ReportCharts, panelsWithoutRoomAreRefusedWithTheHeightThatTheyNeed)
{
    const auto data = shared();
    const auto offer = progressOffer(data, {nineKernels(), ProgressView::Arrangement::Multiples});
    const ChartSize usual;
    const auto drawing = draw(offer, usual);
    const auto refused = drawChart(drawing, ChartFormat::Png, usual);
    ASSERT_FALSE(refused);
    const auto room = withRoomFor(drawing, usual);
    EXPECT_EQ(room.pixels.width(), usual.pixels.width());
    EXPECT_THAT(refused.error().message,
        testing::HasSubstr(fmt::format("a height of {}.", room.pixels.height())));
    EXPECT_EQ(scan(drawing, room).outside, QStringList());
    EXPECT_GT(panelsOf(*drawing.plot).first, 60);
    const auto one = progressOffer(data, {nineKernels(), ProgressView::Arrangement::Together});
    EXPECT_TRUE(drawChart(draw(one, usual), ChartFormat::Png, usual));
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
    const auto data = shared();
    const auto drawing = draw(modelOffer(data));
    const auto mime = pictureOf(drawing, {{800, 450}, 96});
    ASSERT_TRUE(mime);
    EXPECT_EQ(qvariant_cast<QImage>((*mime)->imageData()).size(), QSize(800, 450));
    EXPECT_EQ(test::SvgScan((*mime)->data("image/svg+xml")).content().outside, QStringList());
    EXPECT_FALSE(pictureOf(drawing, {{0, 0}, 96}));
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
