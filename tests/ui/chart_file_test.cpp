// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/progress_view.h"
#include "ui/dialogs/export_chart_dialog.h"
#include "ui/export/chart_file.h"

#include <gmock/gmock.h>

#include <QDialogButtonBox>
#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>

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

class ChartFile : public testing::Test
{
protected:
    ChartFile() { m_view.setData(someProgress()); }

    QString path(const char* name) { return m_folder.filePath(name); }
    QByteArray written(const char* name, ChartSize size = {})
    {
        const auto chart = m_view.detached(Theme::light());
        const auto result = writeChart(chart->plot(), path(name), size, {"A title", "run 1"});
        EXPECT_TRUE(result) << result.error().message;
        QFile file(path(name));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return file.readAll();
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
    EXPECT_EQ(image.text("Title"), "A title");
    EXPECT_EQ(image.text("Source"), "run 1");
    // Something is drawn up to the right and lower edges: the page is not left half empty.
    int inked = 0;
    for (int y = 600; y < 703; ++y)
        for (int x = 500; x < 1001; ++x)
            inked += image.pixelColor(x, y) != image.pixelColor(0, 0);
    EXPECT_GT(inked, 100);
}

// Every coordinate of lines and text, in the picture's own units.
void expectWithin(const QByteArray& svg, const QSizeF& size)
{
    static const QRegularExpression points("points=\"([^\"]*)\"");
    static const QRegularExpression path(" d=\"([^\"]*)\"");
    static const QRegularExpression pair("(-?[0-9.e+-]+),(-?[0-9.e+-]+)");
    const QString text = QString::fromUtf8(svg);
    int seen = 0;
    for (const auto& attribute : {points, path}) {
        auto all = attribute.globalMatch(text);
        while (all.hasNext()) {
            auto pairs = pair.globalMatch(all.next().captured(1));
            while (pairs.hasNext()) {
                const auto found = pairs.next();
                const QPointF at(found.captured(1).toDouble(), found.captured(2).toDouble());
                ++seen;
                if (at.x() < -20 || at.y() < -20 || at.x() > size.width() + 20
                    || at.y() > size.height() + 20)
                    ADD_FAILURE() << at.x() << "," << at.y() << " is outside";
            }
        }
    }
    EXPECT_GT(seen, 20) << "the test reads what the generator writes";
}

TEST_F(ChartFile, anSvgOfAZoomedChartStaysInItsFrame)
{
    auto* rect = m_view.plot().axisRect(0);
    rect->axis(QCPAxis::atBottom)->setRange(50, 60);
    rect->axis(QCPAxis::atLeft)->setRange(1.2, 1.4);
    const auto svg = written("zoomed.svg", {{1600, 900}, 192});
    QXmlStreamReader xml(svg);
    QString title;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QString("svg")) {
            EXPECT_EQ(xml.attributes().value("viewBox").toString(), "0 0 800 450");
        }
        if (xml.name() == QString("title"))
            title = xml.readElementText();
    }
    EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
    EXPECT_EQ(title, "A title");
    expectWithin(svg, {800, 450});
    EXPECT_TRUE(svg.contains("speedup over eager")) << "text stays text";
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
}

TEST_F(ChartFile, otherSuffixesAndUnwritablePlacesAreToldPlainly)
{
    EXPECT_THAT(writeChart(m_view.plot(), path("chart.bmp"), {}, {}).error().message,
        testing::HasSubstr(".svg"));
    EXPECT_FALSE(writeChart(m_view.plot(), "/nowhere/at/all/chart.svg", {}, {}));
}

TEST(ExportChartDialogTest, aFailureKeepsTheDialogAndItsChoices)
{
    int tries = 0;
    ExportChartDialog dialog("chart.svg", [&](const ChartExport&) -> Result<void> {
        if (++tries == 1)
            return fail(ErrorCode::Io, "cannot write chart.svg: no space.");
        return {};
    });
    dialog.show();
    dialog.findChildren<QSpinBox*>()[0]->setValue(1234);
    dialog.accept();
    EXPECT_TRUE(dialog.isVisible());
    EXPECT_EQ(dialog.choices().size.pixels.width(), 1234);
    bool isTold = false;
    for (const auto* label : dialog.findChildren<QLabel*>())
        isTold = isTold || (label->isVisible() && label->text().contains("no space"));
    EXPECT_TRUE(isTold);
    dialog.accept();
    EXPECT_EQ(dialog.result(), QDialog::Accepted);
}

TEST(ProgressCsv, hasALineForEachExperimentAndNoFalseTimes)
{
    KernelProgress progress;
    progress.marks = {{1, 1.25, 1.2, 1.3, VerdictClass::Kept}, {2, 0, 0, 0, VerdictClass::Crashed}};
    EXPECT_EQ(csvOf(progress),
        "experiment,verdict,speedup_over_eager,low,high\r\n1,kept,1.25,1.2,1.3\r\n2,crashed,,,"
        "\r\n");
}

} // namespace
} // namespace autokernel::ui
