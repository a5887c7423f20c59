// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_chart_dialog.h"
#include "ui/dialogs/export_file_dialog.h"

#include <gmock/gmock.h>

#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

namespace autokernel::ui {
namespace {

QString said(const QDialog& dialog)
{
    const auto* label = dialog.findChild<QLabel*>("problem");
    return label->isVisible() ? label->text() : QString();
}

QPushButton* saveOf(const QDialog& dialog)
{
    return dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
}

class ExportChart : public testing::Test
{
protected:
    ExportChart()
        : m_dialog({{"rmsnorm", "rmsnorm: progress", path("rmsnorm-progress")},
                       {"Whole model", "gpt2: the model", path("model")}},
            {{}, {{800, 600}, 120}, ChartColors::Print, {}},
            [this](int chart, const ChartExport& wanted, ExportDialog::Done done) {
                m_chart = chart;
                m_wanted = wanted;
                m_done = std::move(done);
            })
    {
        m_dialog.show();
    }
    QString path(const QString& name) { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    int m_chart = -1;
    ChartExport m_wanted;
    ExportDialog::Done m_done;
    ExportChartDialog m_dialog;
};

TEST_F(ExportChart, aFailureKeepsTheDialogAndItsChoices)
{
    m_dialog.findChild<QSpinBox*>("width")->setValue(1234);
    m_dialog.setFile("/nowhere/chart.png");
    m_dialog.accept();
    ASSERT_TRUE(m_done);
    EXPECT_FALSE(saveOf(m_dialog)->isEnabled()) << "it is written once";
    m_done(fail(ErrorCode::Io, "cannot write /nowhere/chart.png: no such folder."));
    EXPECT_TRUE(m_dialog.isVisible());
    EXPECT_EQ(said(m_dialog), "Cannot write /nowhere/chart.png: no such folder.");
    EXPECT_EQ(m_dialog.choices().size.pixels, QSize(1234, 600));
    EXPECT_EQ(m_dialog.choices().size.dotsPerInch, 120);
    EXPECT_EQ(m_dialog.choices().colors, ChartColors::Print);
    EXPECT_TRUE(saveOf(m_dialog)->isEnabled());
    m_dialog.accept();
    m_done({});
    EXPECT_EQ(m_dialog.result(), QDialog::Accepted);
    EXPECT_EQ(m_wanted.size.pixels, QSize(1234, 600));
}

TEST_F(ExportChart, theFileFollowsChartAndFormatUntilTheUserNamesOne)
{
    EXPECT_EQ(m_dialog.file(), path("rmsnorm-progress.png"));
    const auto boxes = m_dialog.findChildren<QComboBox*>();
    boxes[0]->setCurrentText("Whole model");
    EXPECT_EQ(m_dialog.file(), path("model.png"));
    EXPECT_EQ(m_dialog.choices().title, "gpt2: the model");
    boxes[1]->setCurrentIndex(static_cast<int>(ChartFormat::Svg));
    EXPECT_EQ(m_dialog.file(), path("model.svg"));
    m_dialog.setFile(path("mine.svg"));
    boxes[0]->setCurrentText("rmsnorm");
    EXPECT_EQ(m_dialog.file(), path("mine.svg"));
    boxes[1]->setCurrentIndex(static_cast<int>(ChartFormat::Csv));
    EXPECT_EQ(m_dialog.file(), path("mine.csv"));
    EXPECT_FALSE(m_dialog.findChild<QSpinBox*>("width")->isEnabled()) << "data have no size";
}

TEST_F(ExportChart, theFormatFollowsTheNameThatIsTyped)
{
    auto* line = m_dialog.findChild<QLineEdit*>("file");
    const auto boxes = m_dialog.findChildren<QComboBox*>();
    const auto* width = m_dialog.findChild<QSpinBox*>("width");
    for (const auto& [name, format] :
        {std::pair("mine.svg", ChartFormat::Svg), std::pair("MINE.CSV", ChartFormat::Csv),
            std::pair("mine.pdf", ChartFormat::Pdf), std::pair("mine.png", ChartFormat::Png)}) {
        line->clear();
        QTest::keyClicks(line, name);
        EXPECT_EQ(boxes[1]->currentIndex(), static_cast<int>(format)) << name;
        EXPECT_EQ(m_dialog.file(), path(name)) << "the letters are the user's";
        EXPECT_EQ(width->isEnabled(), format != ChartFormat::Csv) << "data have no size";
    }
}

TEST_F(ExportChart, theNameIsTypedApartFromItsFolder)
{
    auto* line = m_dialog.findChild<QLineEdit*>("file");
    EXPECT_EQ(line->text(), "rmsnorm-progress.png");
    line->setText("mine.png");
    EXPECT_EQ(m_dialog.file(), path("mine.png"));
    line->setText("/elsewhere/mine.png");
    EXPECT_EQ(m_dialog.file(), "/elsewhere/mine.png") << "a path may be typed too";
    line->setText("again.png");
    EXPECT_EQ(m_dialog.file(), path("again.png"));
    m_dialog.setFile("/whole.png");
    EXPECT_EQ(m_dialog.file(), "/whole.png");
}

TEST_F(ExportChart, anUnknownSuffixIsToldBeforeAnythingIsDrawn)
{
    m_dialog.setFile(path("chart.bmp"));
    m_dialog.accept();
    EXPECT_FALSE(m_done);
    EXPECT_TRUE(said(m_dialog).contains(".svg")) << said(m_dialog).toStdString();
}

TEST_F(ExportChart, anExistingFileIsReplacedOnlyWhenSaidAgain)
{
    QFile file(path("there.png"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.close();
    m_dialog.setFile(file.fileName());
    m_dialog.accept();
    EXPECT_FALSE(m_done);
    EXPECT_TRUE(said(m_dialog).contains("there already"));
    m_dialog.accept();
    EXPECT_TRUE(m_done);
}

TEST_F(ExportChart, foldersAndNothingAreNoFiles)
{
    m_dialog.setFile(m_folder.path());
    m_dialog.accept();
    EXPECT_TRUE(said(m_dialog).contains("is a folder"));
    m_dialog.setFile("  ");
    m_dialog.accept();
    EXPECT_TRUE(said(m_dialog).contains("Name a file"));
    EXPECT_FALSE(m_done);
}

TEST(ExportFile, theFormatExchangesASuffixOfOursAlone)
{
    ExportFileDialog dialog("Report", "", "/tmp/report", {{"HTML", "html"}, {"PDF", "pdf"}},
        [](const QString&, int, const ExportDialog::Done&) {});
    EXPECT_EQ(dialog.file(), "/tmp/report.html");
    dialog.setFormat(1);
    EXPECT_EQ(dialog.file(), "/tmp/report.pdf");
    dialog.setFile("/tmp/report.v2");
    dialog.setFormat(0);
    EXPECT_EQ(dialog.file(), "/tmp/report.v2");
}

struct NamedFile : testing::Test
{
    QTemporaryDir folder;
    QString written;
    int format = -1;
    ExportFileDialog dialog {"Report", "", folder.filePath("report"),
        {{"HTML", "html"}, {"PDF", "pdf"}, {"Markdown", "md"}},
        [this](const QString& file, int chosen, const ExportDialog::Done&) {
            written = file;
            format = chosen;
        }};

    void type(const QString& name)
    {
        auto* line = dialog.findChild<QLineEdit*>("file");
        line->clear();
        QTest::keyClicks(line, folder.filePath(name));
    }
};

TEST_F(NamedFile, theFormatFollowsTheNameThatIsTyped)
{
    dialog.show();
    for (const auto& [name, index] : {std::pair("mine.pdf", 1), std::pair("mine.md", 2),
             std::pair("MINE.PDF", 1), std::pair("mine.html", 0)}) {
        type(name);
        EXPECT_EQ(dialog.format(), index) << name;
        EXPECT_EQ(dialog.file(), folder.filePath(name)) << "the letters are the user's";
        dialog.accept();
        EXPECT_EQ(written, folder.filePath(name));
        EXPECT_EQ(format, index) << name;
    }
}

TEST_F(NamedFile, aNameOfAnotherFormatIsRefused)
{
    dialog.show();
    for (const char* name : {"report.docx", "report"}) {
        type(name);
        dialog.accept();
        EXPECT_EQ(written, "") << name;
        EXPECT_TRUE(said(dialog).contains("end it in .html, .pdf or .md"))
            << said(dialog).toStdString();
    }
}

TEST(ExportFile, whereThereIsOneFormatAnyNameWillDo)
{
    QTemporaryDir folder;
    QString written;
    ExportFileDialog dialog("Patch", "", folder.filePath("champion"), {{"Patch", "patch"}},
        [&](const QString& file, int, const ExportDialog::Done&) { written = file; });
    dialog.setFile(folder.filePath("champion.diff"));
    dialog.accept();
    EXPECT_EQ(written, folder.filePath("champion.diff"));
}

TEST(ExportFile, anAnswerAfterItWasClosedIsNoHarm)
{
    ExportDialog::Done done;
    {
        ExportFileDialog dialog("Report", "", "/nowhere/report", {{"HTML", "html"}},
            [&](const QString&, int, ExportDialog::Done given) { done = std::move(given); });
        dialog.accept();
    }
    ASSERT_TRUE(done);
    done({});
}

} // namespace
} // namespace autokernel::ui
