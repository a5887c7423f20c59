// SPDX-License-Identifier: GPL-3.0-or-later
#include "make_snapshot.h"
#include "ui/pages/progress_page.h"

#include "store/timestamp.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <algorithm>

namespace autokernel::ui {
namespace {

SnapshotPtr snapshotOf(std::int64_t run, bool hasKernel, int experiments = 1)
{
    report::ReportData report;
    report.run.summary.id = {run};
    if (!hasKernel)
        return test::makeSnapshot(std::move(report));
    report::KernelReport kernel;
    kernel.target.id = {1};
    kernel.target.target.type = "rmsnorm";
    kernel.target.experiments = 1;
    report.kernels.push_back(kernel);
    for (int number = 1; number <= experiments; ++number) {
        report::ProgressPoint point;
        point.number = number;
        point.target = {1};
        point.verdict = judge::VerdictKind::Reverted;
        point.overEager = store::SpeedupInterval {1.5, 1.4, 1.6};
        report.progress.push_back(point);
    }
    report.run.summary.experiments = experiments;
    return test::makeSnapshot(std::move(report));
}

// What the chart says of itself to whoever cannot see it.
QString told(const ProgressPage& page)
{
    QString all;
    for (const auto* each : page.findChildren<QWidget*>())
        all += each->accessibleDescription();
    return all;
}

TEST(ProgressPageTest, aRunWithoutKernelsShowsNothingOfTheOneBefore)
{
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshotOf(1, true));
    ASSERT_TRUE(told(page).contains("rmsnorm")) << told(page).toStdString();
    page.present(snapshotOf(2, false));
    EXPECT_FALSE(told(page).contains("rmsnorm")) << told(page).toStdString();
}

TEST(ProgressPageTest, aPickOfAKernelThatIsNotShownIsTold)
{
    auto snapshot = std::make_shared<Snapshot>(*snapshotOf(1, true));
    auto other = snapshot->report.kernels.front();
    other.target.id = {2};
    other.target.target.type = "softmax";
    snapshot->report.kernels.push_back(other);
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshot);
    QApplication::processEvents();
    page.chooseKernel(QString::fromStdString(snapshot->report.kernels.front().target.target.key()));
    const auto isTold = [&] {
        const auto titles = page.findChildren<TitleLine*>();
        return std::any_of(titles.begin(), titles.end(), [](const TitleLine* each) {
            return each->remark().text().contains("the picked #9 is of softmax");
        });
    };
    store::ExperimentRow row;
    row.number = 9;
    row.target = {2};
    page.select(row);
    EXPECT_TRUE(isTold());
    for (auto* title : page.findChildren<TitleLine*>())
        if (title->remark().text().contains("href"))
            emit title->linkActivated();
    EXPECT_TRUE(page.kernel().startsWith("softmax")) << page.kernel().toStdString();
    EXPECT_FALSE(isTold()) << "the chart marks it";
}

TEST(ProgressPageTest, whereItIsNarrowTheChartKeepsItsRoomAndTheCardsBesideItGo)
{
    QWidget window; // which has the page scroll rather than grow itself
    ProgressPage page(Theme::light(), &window);
    page.resize(1400, 900);
    window.show();
    page.present(snapshotOf(1, true));
    const auto* box = page.findChild<QCheckBox*>(); // of the verdicts' card
    EXPECT_TRUE(box->isVisible());
    page.resize(page.minimumSizeHint().width(), 900);
    EXPECT_FALSE(box->isVisible());
    EXPECT_GE(page.width(), page.minimumSizeHint().width()) << "hidden or not, it needs the same";
    page.resize(1400, 900);
    EXPECT_TRUE(box->isVisible());
}

void move(Plot& plot, const QPoint& to)
{
    QMouseEvent event(
        QEvent::MouseMove, to, plot.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&plot, &event);
}

TEST(ProgressPageTest, aDragGoesOnWhileExperimentsArrive)
{
    ProgressPage page(Theme::light());
    page.resize(1400, 900);
    page.show();
    page.present(snapshotOf(1, true, 20));
    auto& plot = page.chart().plot();
    plot.replot();
    const QPoint from = plot.axisRect(0)->center();
    const auto x = [&] { return plot.axisRect(0)->axis(QCPAxis::atBottom)->range(); };
    QTest::mousePress(&plot, Qt::LeftButton, {}, from);
    move(plot, from + QPoint(20, 0));
    const auto before = x();
    page.present(snapshotOf(1, true, 30));
    move(plot, from + QPoint(60, 0));
    EXPECT_LT(x().lower, before.lower) << "it is still dragged";
    EXPECT_EQ(page.chart().data().marks.size(), 20U);
    const auto dragged = x();
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, from + QPoint(60, 0));
    EXPECT_TRUE(QTest::qWaitFor([&] { return page.chart().data().marks.size() == 30U; }));
    EXPECT_EQ(x(), dragged);
}

TEST(ProgressPageTest, anOpenListKeepsItsEntriesUntilItIsClosed)
{
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshotOf(1, true));
    auto* choice = page.findChild<QComboBox*>();
    choice->showPopup();
    auto more = std::make_shared<Snapshot>(*snapshotOf(1, true, 2));
    more->report.kernels.push_back(more->report.kernels.front());
    more->report.kernels.back().target.id = {2};
    page.present(more);
    EXPECT_EQ(choice->count(), 1);
    EXPECT_TRUE(page.kernelInView().startsWith("rmsnorm"));
    choice->hidePopup();
    EXPECT_TRUE(QTest::qWaitFor([&] { return choice->count() > 1; }));
    EXPECT_EQ(page.chart().data().marks.size(), 2U);
}

TEST(ProgressPageTest, whatTheLegendHidesStaysHiddenInTheNextSnapshot)
{
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshotOf(1, true));
    page.findChild<QCheckBox*>()->setChecked(false);
    EXPECT_EQ(page.chart().hidden().size(), 1U);
    page.present(snapshotOf(1, true, 2));
    EXPECT_EQ(page.chart().hidden().size(), 1U);
}

TEST(ProgressPageTest, bothLogarithmsComeBackWithTheHistory)
{
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshotOf(1, true, 20));
    QTest::keyClick(&page.chart(), Qt::Key_X);
    QTest::keyClick(&page.chart(), Qt::Key_L);
    const auto look = page.look();
    ProgressPage other(Theme::light());
    other.setLook(look);
    other.show();
    other.present(snapshotOf(1, true, 20));
    for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
        EXPECT_EQ(
            other.chart().plot().axisRect(0)->axis(type)->scaleType(), QCPAxis::stLogarithmic);
    other.setLook({});
    EXPECT_EQ(
        other.chart().plot().axisRect(0)->axis(QCPAxis::atBottom)->scaleType(), QCPAxis::stLinear);
}

TEST(ProgressPageTest, onTheClockALogarithmCountsFromTheRunsStart)
{
    auto snapshot = std::make_shared<Snapshot>(*snapshotOf(1, true, 20));
    snapshot->report.run.summary.startedAt = "2026-03-01T22:00:00.000Z";
    const double start = store::secondsSinceEpoch(snapshot->report.run.summary.startedAt);
    for (auto& point : snapshot->report.progress)
        point.startedAt = start + 10 * static_cast<double>(point.number);
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshot);
    QTest::keyClick(&page.chart(), Qt::Key_C);
    QTest::keyClick(&page.chart(), Qt::Key_X);
    const auto x
        = [&] { return page.chart().plot().axisRect(0)->axis(QCPAxis::atBottom)->range(); };
    EXPECT_LT(x().upper, 1000);
    EXPECT_GT(x().lower, 0);
    QTest::keyClick(&page.chart(), Qt::Key_X);
    EXPECT_GT(x().lower, start - 60) << "the clock again, with a margin";
}

QPushButton* followingOf(ProgressPage& page)
{
    for (auto* button : page.findChildren<QPushButton*>())
        if (button->isCheckable() && button->text() != "Table")
            return button;
    return nullptr;
}

TEST(ProgressPageTest, aRunThatIsOverOffersToFitAndNotToFollow)
{
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshotOf(1, true));
    auto* following = followingOf(page);
    ASSERT_NE(following, nullptr);
    EXPECT_EQ(following->text(), "Following");
    auto over = std::make_shared<Snapshot>(*snapshotOf(1, true));
    over->report.run.summary.state = store::RunState::Finished;
    page.present(over);
    EXPECT_EQ(following->text(), "Fit");
    following->click();
    EXPECT_FALSE(following->isChecked());
}

TEST(ProgressPageTest, theDeviceIsNeverCut)
{
    auto snapshot = std::make_shared<Snapshot>(*snapshotOf(1, true));
    snapshot->report.run.device.name = "AMD EPYC with a rather long name";
    snapshot->report.run.config = {{"threads", 2}};
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshot);
    for (const int width : {1600, 900, page.minimumSizeHint().width()}) {
        page.resize(width, 900);
        QApplication::processEvents();
        const auto titles = page.findChildren<TitleLine*>();
        const auto title = std::find_if(titles.begin(), titles.end(), [](const TitleLine* each) {
            return each->isVisible() && each->remark().text().contains("long name, 2 threads")
                && each->remark().text().contains("speedup over eager");
        });
        ASSERT_NE(title, titles.end());
        const auto& label = (*title)->remark();
        const QRect needed = label.fontMetrics().boundingRect(
            QRect(0, 0, label.width(), 1000), Qt::TextWordWrap, label.text());
        EXPECT_GE(label.height(), needed.height()) << width;
        EXPECT_GE(label.width(), needed.width()) << width;
    }
}

// The window holds offers while a dialog is open, and a run goes on.
TEST(ProgressPageTest, anOfferOutlivesTheSnapshotThatItWasMadeOf)
{
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshotOf(1, true));
    const auto offers = page.charts();
    ASSERT_EQ(offers.size(), 1U);
    page.present(snapshotOf(2, false));
    const auto drawing = offers.front().draw(Theme::light(), logicalSize({}));
    EXPECT_TRUE(drawing.caption.title.startsWith("rmsnorm")) << drawing.caption.title.toStdString();
    EXPECT_TRUE(drawing.caption.source.contains("Run 1")) << drawing.caption.source.toStdString();
}

TEST(ProgressPageTest, anOfferKeepsMarksLegendAndDataOfOneSnapshot)
{
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshotOf(1, true, 3));
    const auto offers = page.charts();
    ASSERT_EQ(offers.size(), 1U);
    page.present(snapshotOf(1, true, 7)); // a run goes on while a dialog is open
    ASSERT_EQ(page.chart().data().marks.size(), 7U);
    const auto drawing = offers.front().draw(Theme::light(), logicalSize({}));
    const auto* drawn = qobject_cast<ProgressView*>(drawing.view.get());
    ASSERT_NE(drawn, nullptr);
    EXPECT_EQ(drawn->data().marks.size(), 3U);
    ASSERT_FALSE(drawing.caption.legend.empty());
    EXPECT_TRUE(drawing.caption.legend.front().text.endsWith(" 3"))
        << drawing.caption.legend.front().text.toStdString();
    const auto csv = offers.front().csv();
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 3);
}

// What is shown waits while a list is open: an offer is of that, not of what waits.
TEST(ProgressPageTest, anOfferIsOfWhatIsShownThoughALaterSnapshotWaits)
{
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshotOf(1, true, 3));
    auto* choice = page.findChild<QComboBox*>();
    choice->showPopup();
    page.present(snapshotOf(1, true, 7));
    ASSERT_EQ(page.chart().data().marks.size(), 3U) << "it waits";
    const auto csv = page.charts().front().csv();
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 3);
    choice->hidePopup();
}

TEST(ProgressPageTest, eachCardExportsItsOwnChartFirst)
{
    auto snapshot = std::make_shared<Snapshot>(*snapshotOf(1, true));
    store::EndToEndRow row;
    row.record.kind = store::ModelMeasurement::Final;
    row.record.overBaseline = {1.5, 1.4, 1.6};
    row.experimentsBefore = 1;
    snapshot->report.endToEnd.push_back(row);
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshot);
    QAction action("C&hart of this page…");
    action.setIconText("Export");
    QStringList first;
    QObject::connect(
        &action, &QAction::triggered, [&] { first.push_back(page.charts().front().name); });
    page.offerExport(action);
    int buttons = 0;
    for (auto* button : page.findChildren<QPushButton*>())
        if (button->text() == "Export") {
            button->click();
            ++buttons;
        }
    EXPECT_EQ(buttons, 2);
    first.sort();
    ASSERT_EQ(first.size(), 2);
    EXPECT_EQ(first[0], "Whole model");
    EXPECT_TRUE(first[1].startsWith("rmsnorm")) << first[1].toStdString();
    EXPECT_TRUE(page.charts().front().name.startsWith("rmsnorm")) << "as before";
}

} // namespace
} // namespace autokernel::ui
