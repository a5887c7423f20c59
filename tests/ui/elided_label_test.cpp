// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/elided_label.h"
#include "ui/shell/status_line.h"

#include <gtest/gtest.h>

#include <QImage>

namespace autokernel::ui {
namespace {

TEST(ElidedLabelTest, givesWayButAsksForAllOfItsText)
{
    ElidedLabel label(Type::Body);
    label.setText("short");
    const int narrow = label.minimumSizeHint().width();
    EXPECT_EQ(narrow, label.sizeHint().width()) << "nothing to give";
    label.setText(QString("a name that goes on ").repeated(20));
    EXPECT_GT(label.sizeHint().width(), 1000);
    EXPECT_LT(label.minimumSizeHint().width(), 200);
}

int drawnColumns(ElidedLabel& label)
{
    QImage image(label.size(), QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    label.render(&image, {}, {}, QWidget::RenderFlags());
    int count = 0;
    for (int x = 0; x < image.width(); ++x) {
        bool isDrawn = false;
        for (int y = 0; y < image.height(); ++y)
            isDrawn = isDrawn || image.pixelColor(x, y).alpha() > 0;
        count += isDrawn ? 1 : 0;
    }
    return count;
}

TEST(ElidedLabelTest, drawsNothingWhereNothingCouldBeRead)
{
    ElidedLabel label(Type::Body);
    label.setText(QString("against an earlier candidate ").repeated(5));
    label.resize(40, 20);
    EXPECT_EQ(drawnColumns(label), 0) << "a lone ellipsis says nothing";
    label.resize(200, 20);
    EXPECT_GT(drawnColumns(label), 50);
    label.setText("#9");
    label.resize(40, 20);
    EXPECT_GT(drawnColumns(label), 0) << "a short text is whole";
}

TEST(ElidedLabelTest, wrapsUpToTheLinesThatItMayHave)
{
    ElidedLabel label(Type::Small);
    label.setMostLines(3);
    const int line = label.fontMetrics().lineSpacing();
    label.setText("short");
    EXPECT_EQ(label.heightForWidth(300), line);
    label.setText(QString("words of a remark ").repeated(20));
    EXPECT_EQ(label.heightForWidth(300), 3 * line);
    EXPECT_LT(label.minimumSizeHint().width(), 200);
}

// Three permanent labels once made the window wider than a small screen.
TEST(ElidedLabelTest, noHistoryAndNoProcessorWidenTheStatusLine)
{
    StatusLine line;
    report::ReportData report;
    report.run.summary.id = store::RunId {1};
    report.run.device.name = std::string(200, 'x');
    line.present(report);
    line.setHistory("/" + std::string(150, 'a') + "/" + std::string(150, 'b') + ".db");
    EXPECT_LT(line.minimumSizeHint().width(), 700);
}

TEST(StatusLineTest, saysOfTheControlsWhatTheyFoundAndOfTheHistoryItsName)
{
    StatusLine line;
    report::ReportData report;
    report.run.summary.id = store::RunId {1};
    report.run.device.name = "a device";
    store::ExperimentRow control;
    control.control = store::ControlKind::SameCode;
    control.verdict.kind = judge::VerdictKind::Reverted;
    report.controls = {control};
    const auto said = [&] {
        line.present(report);
        QStringList texts;
        for (const auto* label : line.findChildren<QLabel*>())
            texts << label->text();
        return texts.join('|');
    };
    line.setHistory("/somewhere/far/away.db");
    EXPECT_TRUE(said().contains("A/A control in order")) << said().toStdString();
    EXPECT_TRUE(said().contains("history saved in away.db")) << said().toStdString();
    control.verdict.kind = judge::VerdictKind::Inconclusive;
    report.controls.push_back(control);
    EXPECT_TRUE(said().contains("A/A control: 1 of 2 in order")) << said().toStdString();
}

TEST(StatusLineTest, callsAHistorySavedOnceItWasReadAndNeverTheExample)
{
    StatusLine line;
    const auto says = [&](const QString& words) {
        for (const auto* label : line.findChildren<QLabel*>())
            if (label->text() == words)
                return true;
        return false;
    };
    line.setHistory("/somewhere/night.db");
    EXPECT_TRUE(says("history: night.db"));
    line.present({}); // a file that is not there yet, or has no run
    EXPECT_TRUE(says("history: night.db"));
    line.presentFailure();
    EXPECT_TRUE(says("history that cannot be read: night.db"));
    report::ReportData report;
    report.run.summary.id = store::RunId {1};
    line.present(report);
    EXPECT_TRUE(says("history saved in night.db"));
    line.setHistory("/somewhere/example.db", true);
    line.present(report);
    EXPECT_TRUE(says("history, read-only: example.db"));
}

} // namespace
} // namespace autokernel::ui
