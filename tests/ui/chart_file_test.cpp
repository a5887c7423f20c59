// SPDX-License-Identifier: GPL-3.0-or-later
#include "content_of.h"
#include "svg_extent.h"
#include "ui/charts/progress_view.h"
#include "ui/export/chart_file.h"

#include <gmock/gmock.h>

#include <QImage>
#include <QTemporaryDir>

namespace autokernel::ui {
namespace {

KernelProgress someProgress()
{
    KernelProgress progress;
    progress.kernel = "rmsnorm R=2048,D=4096 fp32";
    for (int i = 1; i <= 200; ++i) {
        const double speedup = 1 + 0.005 * i;
        const auto verdict = i % 10 == 0 ? VerdictClass::Kept
            : i % 7 == 0                 ? VerdictClass::Crashed
                                         : VerdictClass::Reverted;
        progress.marks.push_back({i, verdict == VerdictClass::Crashed ? 0 : speedup, speedup - 0.1,
            speedup + 0.1, verdict});
        if (verdict == VerdictClass::Kept)
            progress.best.emplace_back(i, speedup);
    }
    progress.best.insert(progress.best.begin(), {progress.best.front().x(), 1});
    progress.references = {{1, "eager"}, {1.8, "torch_compile"}};
    return progress;
}

ChartCaption someCaption()
{
    return {"A title", "Run 1 on a CPU", "rmsnorm, fp32",
        {{LegendEntry::Sign::Verdict, Paint::Kept, VerdictClass::Kept, "Kept 20"},
            {LegendEntry::Sign::Line, Paint::Kept, {}, "Best verified"}}};
}

class ChartFile : public testing::Test
{
protected:
    ChartFile() { m_view.setData(someProgress()); }

    QString path(const char* name) { return m_folder.filePath(name); }
    QByteArray written(
        const char* name, ChartSize size = {}, const ChartCaption& caption = someCaption())
    {
        const auto chart = ProgressView::drawn(m_view.shown(), Theme::light(), logicalSize(size));
        const auto encode = drawChart(chart->plot(), *chartFormatOf(path(name)), size, caption);
        EXPECT_TRUE(encode) << encode.error().message;
        const auto result = writeBytes(path(name), *(*encode)());
        EXPECT_TRUE(result) << result.error().message;
        return test::contentOf(path(name));
    }
    // Pixels that are not the ground, in a part of the picture.
    static int inkIn(const QImage& image, const QRect& part)
    {
        int inked = 0;
        for (int y = part.top(); y <= part.bottom(); ++y)
            for (int x = part.left(); x <= part.right(); ++x)
                inked += image.pixelColor(x, y) != image.pixelColor(0, 0);
        return inked;
    }

    QTemporaryDir m_folder;
    ProgressView m_view {Theme::light()};
};

TEST_F(ChartFile, aPictureHasExactlyTheAskedSize)
{
    written("chart.png", {{1001, 703}, 150});
    const QImage image(path("chart.png"));
    EXPECT_EQ(image.size(), QSize(1001, 703));
    EXPECT_NEAR(image.dotsPerMeterX(), 150 / 0.0254, 1);
    EXPECT_NEAR(image.dotsPerMeterY(), 150 / 0.0254, 1);
    EXPECT_EQ(image.text("Title"), "A title");
    EXPECT_EQ(image.text("Source"), "Run 1 on a CPU");
    EXPECT_GT(inkIn(image, {0, 0, 500, 60}), 100) << "the title above";
    EXPECT_GT(inkIn(image, {600, 300, 401, 300}), 100) << "the plot up to its right edge";
    EXPECT_GT(inkIn(image, {0, 660, 300, 43}), 100) << "the footer below";
}

TEST_F(ChartFile, withoutACaptionThePlotHasAllTheRoom)
{
    written("bare.png", {{1001, 703}, 96}, {});
    const QImage bare(path("bare.png"));
    written("page.png", {{1001, 703}, 96});
    const QImage page(path("page.png"));
    const QRect above(100, 15, 700, 35);
    EXPECT_NE(inkIn(bare, above), inkIn(page, above));
    EXPECT_EQ(inkIn(bare, {0, 698, 1001, 5}), 0);
}

TEST_F(ChartFile, anSvgOfAZoomedChartStaysInItsFrame)
{
    auto* rect = m_view.plot().axisRect(0);
    rect->axis(QCPAxis::atBottom)->setRange(50, 60);
    rect->axis(QCPAxis::atLeft)->setRange(1.2, 1.4);
    const auto svg = written("zoomed.svg", {{1600, 900}, 192});
    const auto content = test::SvgScan(svg).content();
    EXPECT_EQ(content.frame, QRectF(0, 0, 800, 450));
    EXPECT_EQ(content.title, "A title");
    EXPECT_TRUE(content.description.contains("Run 1 on a CPU"));
    EXPECT_EQ(content.outside, QStringList());
    for (const char* text : {"A title", "rmsnorm, fp32", "Kept 20", "Best verified",
             "Run 1 on a CPU", "speedup over eager"})
        EXPECT_TRUE(content.texts.contains(text)) << text << ": text stays text";
}

TEST_F(ChartFile, aPdfIsOnePageOfTheAskedProportions)
{
    const auto pdf = written("chart.pdf", {{1600, 900}, 192});
    EXPECT_TRUE(pdf.startsWith("%PDF-"));
    EXPECT_TRUE(pdf.trimmed().endsWith("%%EOF"));
    const auto box = QRegularExpression("/MediaBox \\[0 0 ([0-9.]+) ([0-9.]+)\\]")
                         .match(QString::fromLatin1(pdf));
    ASSERT_TRUE(box.hasMatch());
    EXPECT_NEAR(box.captured(1).toDouble(), 600, 1); // points
    EXPECT_NEAR(box.captured(2).toDouble(), 337.5, 1);
    EXPECT_TRUE(pdf.contains("Run 1 on a CPU")) << "its metadata says where it comes from";
}

TEST_F(ChartFile, otherSuffixesAndUnwritablePlacesAreToldPlainly)
{
    EXPECT_FALSE(chartFormatOf("chart.bmp"));
    EXPECT_FALSE(drawChart(m_view.plot(), ChartFormat::Csv, {}, {})) << "that is no picture";
    EXPECT_THAT(writeBytes("/nowhere/at/all/chart.svg", "x").error().message,
        testing::HasSubstr("/nowhere/at/all"));
}

TEST(ChartSizeTest, whatCannotBeDrawnIsRefusedBeforeItIsTried)
{
    EXPECT_TRUE(checkSize({}));
    EXPECT_TRUE(checkSize({{9933, 14043}, 300})) << "A0";
    for (const ChartSize size : {ChartSize {{0, 0}, 96}, ChartSize {{-5, 900}, 96},
             ChartSize {{100'000, 100'000}, 96}, ChartSize {{16'384, 16'384}, 96},
             ChartSize {{1600, 900}, 1200}, ChartSize {{1600, 900}, 0}, ChartSize {{800, 20}, 96}})
        EXPECT_FALSE(checkSize(size))
            << size.pixels.width() << "x" << size.pixels.height() << " " << size.dotsPerInch;
    EXPECT_THAT(checkSize({{200, 150}, 192}).error().message, testing::HasSubstr("600 x 480"));
}

TEST(ChartSizeTest, theLeastSizeStillHasAPlot)
{
    ProgressView view(Theme::light());
    view.setData(someProgress());
    const auto image = chartImage(view.plot(), {{600, 480}, 192}, someCaption());
    const auto rect = view.plot().axisRect(0)->rect();
    EXPECT_GT(rect.height(), 30);
    EXPECT_GT(rect.width(), 60);
    EXPECT_EQ(image.size(), QSize(600, 480));
}

TEST(ProgressCsv, hasALineForEachExperimentAndNoFalseTimes)
{
    KernelProgress progress;
    progress.marks = {{1, 1.25, 1.2, 1.3, VerdictClass::Kept}, {2, 0, 0, 0, VerdictClass::Crashed}};
    EXPECT_EQ(csvOf(progress),
        "experiment,verdict,speedup_over_eager,speedup_over_eager_low,speedup_over_eager_high\r\n"
        "1,kept,1.25,1.2,1.3\r\n2,crashed,,,\r\n");
}

} // namespace
} // namespace autokernel::ui
