// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_fixture.h"
#include "ui/export/report_file.h"

#include <gmock/gmock.h>

#include <QFile>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace autokernel::ui {
namespace {

class ReportPdf : public report::test::ReportTest
{
protected:
    QByteArray pdfOf(report::test::Scenario scenario = {})
    {
        const auto bytes = reportBytes(report(std::move(scenario)), ReportFormat::Pdf);
        QFile file(m_folder.filePath("report.pdf"));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        return bytes;
    }
    // Of the file that pdfOf() left; "" where the program is not installed.
    QString outputOf(const QString& program, const QStringList& arguments)
    {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return {};
        QProcess process;
        process.start(program, arguments);
        EXPECT_TRUE(process.waitForFinished());
        EXPECT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
        return QString::fromUtf8(process.readAllStandardOutput());
    }
    QTemporaryDir m_folder;
};

TEST_F(ReportPdf, saysWhatTheOtherReportsSay)
{
    const auto bytes = pdfOf();
    EXPECT_TRUE(bytes.startsWith("%PDF-"));
    EXPECT_TRUE(bytes.trimmed().endsWith("%%EOF"));
    const QString text = outputOf("pdftotext", {"-layout", m_folder.filePath("report.pdf"), "-"});
    if (text.isEmpty())
        GTEST_SKIP() << "pdftotext is not installed";
    for (const char* wanted : {"gpt2", "Result over eager", "1.36×", "What you can run",
             "strongest free rung", "torch_compile_frozen", "Where the gain over eager comes from",
             "Where the time goes", "matmul/linear_bias", "champion", "kTile", "Roofline",
             "Why you can believe it", "A B B A", "All experiments, and what did not work",
             "Caught cheating", "rule C4", "Xeon <Test> & Co", "seed 42",
             "autokernel-cli run --example gpt2 --for 15m", "page 1 of ", "Run 1 of gpt2"})
        EXPECT_TRUE(text.simplified().contains(wanted)) << wanted; // lines break anywhere
    // Each page has its number.
    const auto pages = text.count(QChar('\f'));
    EXPECT_GE(pages, 3);
    for (int page = 1; page <= pages; ++page)
        EXPECT_TRUE(text.contains(QString("page %1 of %2").arg(page).arg(pages))) << page;
}

TEST_F(ReportPdf, holdsWhatTheUserSaid)
{
    auto data = report({});
    data.annotation.note = "the night before the demo";
    data.annotated = {
        {data.kernels.front().keeps.front().row.experiment, {true, "tiles <fit>", {"tail"}}, true}};
    QFile file(m_folder.filePath("report.pdf"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(reportBytes(data, ReportFormat::Pdf));
    file.close();
    const QString text = outputOf("pdftotext", {"-layout", file.fileName(), "-"});
    if (text.isEmpty())
        GTEST_SKIP() << "pdftotext is not installed";
    for (const char* wanted : {"Pinned experiments and notes", "the night before the demo",
             "tiles <fit>", "pinned, baseline; tags: tail"})
        EXPECT_TRUE(text.simplified().contains(wanted)) << wanted;
}

TEST_F(ReportPdf, noHeadingIsTheLastLineOfAPage)
{
    pdfOf();
    const QString text = outputOf("pdftotext", {"-layout", m_folder.filePath("report.pdf"), "-"});
    if (text.isEmpty())
        GTEST_SKIP() << "pdftotext is not installed";
    const QRegularExpression headings(
        "^(What you can run|Where the time goes|Roofline|Alarms|Why you "
        "can believe it|The machine, and how to repeat this|From the "
        "first kept candidate.*|Against the other ways.*)$");
    for (const auto& page : text.split('\f', Qt::SkipEmptyParts)) {
        auto lines = page.split('\n', Qt::SkipEmptyParts);
        lines.removeIf([](const QString& line) {
            return line.trimmed().isEmpty()
                || line.contains(QRegularExpression("page \\d+ of \\d+"));
        });
        ASSERT_FALSE(lines.isEmpty());
        EXPECT_FALSE(headings.match(lines.back().trimmed()).hasMatch())
            << lines.back().toStdString();
        EXPECT_FALSE(lines.back().startsWith("other ways to compute it"))
            << "what introduces the roofline stands above it";
    }
}

TEST_F(ReportPdf, textFromElsewhereIsTextAndStaysOnThePage)
{
    report::test::Scenario scenario;
    scenario.hostile = "<img src=x> %1 " + std::string(300, 'w');
    pdfOf(scenario);
    const QString text = outputOf("pdftotext", {"-raw", m_folder.filePath("report.pdf"), "-"});
    if (text.isEmpty())
        GTEST_SKIP() << "pdftotext is not installed";
    EXPECT_TRUE(text.contains("<img src=x>"));
    // Whatever is drawn beyond the margins of a page would be ink in its outermost columns.
    if (QStandardPaths::findExecutable("pdftoppm").isEmpty())
        return;
    outputOf("pdftoppm",
        {"-r", "40", "-png", m_folder.filePath("report.pdf"), m_folder.filePath("page")});
    const auto pictures = QDir(m_folder.path()).entryList({"page*.png"});
    ASSERT_FALSE(pictures.isEmpty());
    for (const auto& picture : pictures) {
        const QImage image(m_folder.filePath(picture));
        for (int y = 0; y < image.height(); ++y)
            ASSERT_EQ(image.pixelColor(image.width() - 8, y), QColor(Qt::white))
                << picture.toStdString();
    }
}

TEST_F(ReportPdf, aRunThatHasNotVerifiedAnythingSaysSo)
{
    report::test::Scenario scenario;
    scenario.withFinal = false;
    pdfOf(scenario);
    const QString text = outputOf("pdftotext", {m_folder.filePath("report.pdf"), "-"});
    if (text.isEmpty())
        GTEST_SKIP() << "pdftotext is not installed";
    EXPECT_TRUE(text.contains("not verified"));
}

TEST(ReportFormatTest, isNamedByTheSuffix)
{
    EXPECT_EQ(reportFormatOf("a/b.pdf"), ReportFormat::Pdf);
    EXPECT_EQ(reportFormatOf("B.HTML"), ReportFormat::Html);
    EXPECT_EQ(reportFormatOf("md"), ReportFormat::Markdown);
    EXPECT_EQ(reportFormatOf("report.docx"), std::nullopt);
    EXPECT_EQ(reportFormatOf(""), std::nullopt);
}

} // namespace
} // namespace autokernel::ui
