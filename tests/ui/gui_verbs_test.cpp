// SPDX-License-Identifier: GPL-3.0-or-later
// The program as a script runs it: in a process of its own, without a display.
#include "content_of.h"
#include "core/report/report_fixture.h"
#include "svg_extent.h"

#include <gmock/gmock.h>

#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>

namespace autokernel::ui {
namespace {

using testing::HasSubstr;

class GuiVerbs : public report::test::ReportTest
{
protected:
    GuiVerbs() { report(); }

    struct Ended
    {
        int code = -1;
        std::string out;
        std::string error;
    };
    Ended run(const QStringList& arguments, bool hasDisplay = false)
    {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const char* display : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(display);
        environment.insert("XDG_DATA_HOME", m_out.path());
        if (hasDisplay) {
            environment.insert("QT_QPA_PLATFORM", "offscreen");
            environment.insert("XDG_CONFIG_HOME", m_home.path());
            environment.insert("XDG_CACHE_HOME", m_home.path());
        }
        process.setProcessEnvironment(environment);
        process.start(AUTOKERNEL_GUI_PROGRAM, arguments);
        EXPECT_TRUE(process.waitForFinished());
        EXPECT_EQ(process.exitStatus(), QProcess::NormalExit);
        return {process.exitCode(), process.readAllStandardOutput().toStdString(),
            process.readAllStandardError().toStdString()};
    }
    // A verb on the fixture's history.
    Ended verb(QStringList arguments)
    {
        return run(arguments << "--history" << QString::fromStdString(m_file.string()));
    }
    QString path(const QString& name) { return m_out.filePath(name); }
    QByteArray contentOf(const QString& name) { return test::contentOf(path(name)); }

    QTemporaryDir m_out;
    QTemporaryDir m_home;
};

TEST_F(GuiVerbs, everyChartIsWrittenInEveryFormat)
{
    for (const QString chart : {"progress", "model", "roofline", "ladder"}) {
        for (const QString format : {"png", "svg", "pdf", "csv"}) {
            const QString name = chart + '.' + format;
            const auto ended = verb({"export", "last", "--chart", chart, "--out", path(name),
                "--size", "1003x605", "--dpi", "96", "--theme", "print"});
            ASSERT_EQ(ended.code, 0) << ended.error;
            EXPECT_EQ(ended.error, "") << name.toStdString();
        }
        EXPECT_EQ(QImage(path(chart + ".png")).size(), QSize(1003, 605));
        const auto svg = test::SvgScan(contentOf(chart + ".svg")).content();
        EXPECT_EQ(svg.outside, QStringList()) << chart.toStdString();
        EXPECT_TRUE(svg.texts.join(' ').contains("Run 1 of gpt2"));
        EXPECT_TRUE(contentOf(chart + ".pdf").startsWith("%PDF-"));
        EXPECT_GT(contentOf(chart + ".csv").count("\r\n"), 3);
    }
}

TEST_F(GuiVerbs, aKernelIsNamedByAPartThatNoOtherHas)
{
    ASSERT_EQ(
        verb({"export", "--chart", "progress", "--kernel", "rmsnorm", "--out", path("a.svg")}).code,
        0);
    EXPECT_TRUE(contentOf("a.svg").contains("rmsnorm: speedup"));
    const auto unknown
        = verb({"export", "--chart", "progress", "--kernel", "conv", "--out", path("b.svg")});
    EXPECT_EQ(unknown.code, 1);
    EXPECT_THAT(unknown.error, HasSubstr("its kernels are 'matmul"));
    EXPECT_FALSE(QFile::exists(path("b.svg")));
    const auto several
        = verb({"export", "--chart", "progress", "--kernel", "fp32", "--out", path("b.svg")});
    EXPECT_EQ(several.code, 1);
    EXPECT_THAT(several.error, HasSubstr("more than one kernel"));
}

TEST_F(GuiVerbs, tablesAndReportsAreWrittenOrPrinted)
{
    EXPECT_THAT(verb({"export", "1", "--table", "experiments", "--format", "tsv"}).out,
        testing::StartsWith("experiment\tnumber\t"));
    ASSERT_EQ(verb({"export", "--table", "experiments", "--out", path("t.csv")}).code, 0);
    EXPECT_EQ(contentOf("t.csv").count("\r\n"), 191) << "heading and all experiments";
    EXPECT_THAT(verb({"export", "--table", "experiments", "--format", "json"}).out,
        testing::StartsWith("{"));
    for (const QString format : {"html", "pdf", "md", "json"}) {
        const auto ended
            = verb({"report", "last", "--format", format, "--out", path("r." + format)});
        EXPECT_EQ(ended.code, 0) << ended.error;
        EXPECT_GT(contentOf("r." + format).size(), 2'000);
    }
    EXPECT_TRUE(contentOf("r.pdf").startsWith("%PDF-"));
    EXPECT_THAT(verb({"report"}).out, testing::StartsWith("<!DOCTYPE html>"));
}

TEST_F(GuiVerbs, whatWasTypedWronglyIsAUsageError)
{
    const QStringList chart {"export", "--chart", "progress", "--out", path("x.png")};
    for (const auto& [arguments, sentence] :
        std::initializer_list<std::pair<QStringList, const char*>> {
            {{"export"}, "say what to export"}, {{"frobnicate"}, "there is no verb 'frobnicate'"},
            {{"export", "--chart", "pie", "--out", path("x.png")}, "pie"},
            {{"export", "--chart", "progress"}, "a chart is written as png"},
            {{"export", "--chart", "progress", "--format", "png"}, "needs a file"},
            {{"export", "--chart", "progress", "--out", path("x.bmp")}, "png, svg, pdf or csv"},
            {chart + QStringList {"--size", "0x0"}, "no room for a chart"},
            {chart + QStringList {"--size", "100000x100000"}, "too large"},
            {chart + QStringList {"--size", "99999999999999x9"}, "too large"},
            {chart + QStringList {"--size", "big"}, "is no size"},
            {chart + QStringList {"--size", "1600xhigh"}, "no number of pixels"},
            {chart + QStringList {"--dpi", "0"}, "dots per inch"},
            {{"report", "--out", path("x.docx")}, "html, pdf, md or json"},
            {{"report", "--format", "pdf"}, "needs a file"},
            {{"report", "yesterday"}, "not a run"}}) {
        const auto ended = run(QStringList(arguments)
            + QStringList {"--history", QString::fromStdString(m_file.string())});
        EXPECT_EQ(ended.code, 2) << arguments.join(' ').toStdString();
        EXPECT_THAT(ended.error, HasSubstr(sentence)) << arguments.join(' ').toStdString();
    }
    EXPECT_TRUE(QDir(m_out.path()).isEmpty()) << "nothing was written";
}

TEST_F(GuiVerbs, whatIsNotThereOrCannotBeWrittenIsAFailureWithASentence)
{
    const auto noRun = verb({"report", "99"});
    EXPECT_EQ(noRun.code, 1);
    EXPECT_THAT(noRun.error, HasSubstr("99"));
    const auto unwritable
        = verb({"export", "--chart", "model", "--out", "/nowhere/at/all/chart.svg"});
    EXPECT_EQ(unwritable.code, 1);
    EXPECT_THAT(unwritable.error, HasSubstr("cannot write /nowhere/at/all/chart.svg"));
    const auto folder = verb({"report", "--format", "html", "--out", m_out.path()});
    EXPECT_EQ(folder.code, 1);
    const auto missing = run({"report", "--history", path("none.db")});
    EXPECT_EQ(missing.code, 1);
    EXPECT_THAT(missing.error, HasSubstr("there is no history at"));
    QFile damaged(path("damaged.db"));
    ASSERT_TRUE(damaged.open(QIODevice::WriteOnly));
    damaged.write("no database\n");
    damaged.close();
    const auto corrupt = run({"export", "--table", "experiments", "--history", path("damaged.db")});
    EXPECT_EQ(corrupt.code, 1);
    EXPECT_THAT(corrupt.error, testing::StartsWith("autokernel: "));
}

// As the desktop file says it: autokernel %f.
TEST_F(GuiVerbs, aFileIsOpenedInTheWindow)
{
    QFile nothing(path("nothing.db")); // of which no run is ever shown
    ASSERT_TRUE(nothing.open(QIODevice::WriteOnly));
    nothing.write("no history at all\n");
    nothing.close();
    const QStringList untilShown {"--exit-when-shown", "--history", nothing.fileName()};
    const auto history = QString::fromStdString(m_file.string());
    for (const auto& arguments :
        {QStringList(history) + untilShown, untilShown + QStringList(history)}) {
        const auto ended = run(arguments, true);
        EXPECT_EQ(ended.code, 0) << ended.error << arguments.join(' ').toStdString();
    }
}

TEST_F(GuiVerbs, oneFileThatIsThereCanBeOpened)
{
    const auto history = QString::fromStdString(m_file.string());
    EXPECT_THAT(run({history}).error, HasSubstr("no display"));
    for (const auto& [arguments, sentence] :
        std::initializer_list<std::pair<QStringList, const char*>> {
            {{history, history}, "one file"}, {{"--theme", "dark", path("none.pt")}, "no file"},
            {{path("none.pt")}, "nor a file of that name"}}) {
        const auto ended = run(arguments, true);
        EXPECT_EQ(ended.code, 2) << arguments.join(' ').toStdString();
        EXPECT_THAT(ended.error, HasSubstr(sentence));
    }
}

TEST_F(GuiVerbs, aThemeThatIsNoneIsAUsageError)
{
    const auto ended = run({"--theme", "drak", "--screenshots", path("pages")});
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.error, HasSubstr("there is no theme 'drak'"));
}

TEST_F(GuiVerbs, noPicturesAreMadeOfAHistoryThatCannotBeRead)
{
    ASSERT_TRUE(writeFileAtomically(path("text.db").toStdString(), "no database"));
    const auto ended = run({"--history", path("text.db"), "--screenshots", path("pages")});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.error, HasSubstr("text.db"));
    EXPECT_FALSE(QFileInfo::exists(path("pages")));
}

TEST_F(GuiVerbs, helpNeedsNoDisplayAndAWindowSaysThatItDoes)
{
    const auto help = run({"--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(help.out, HasSubstr("autokernel export --help"));
    const auto verbHelp = run({"export", "--help"});
    EXPECT_EQ(verbHelp.code, 0);
    EXPECT_THAT(verbHelp.out, testing::AllOf(HasSubstr("--chart"), HasSubstr("--dpi")));
    const auto window = run({});
    EXPECT_EQ(window.code, 1);
    EXPECT_THAT(window.error, HasSubstr("no display"));
}

} // namespace
} // namespace autokernel::ui
