// SPDX-License-Identifier: GPL-3.0-or-later
#include "make_snapshot.h"
#include "ui/pages/progress_page.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>

namespace autokernel::ui {
namespace {

SnapshotPtr snapshotOf(std::int64_t run, bool hasKernel)
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
    report::ProgressPoint point;
    point.number = 1;
    point.target = {1};
    point.verdict = judge::VerdictKind::Reverted;
    point.overEager = store::SpeedupInterval {1.5, 1.4, 1.6};
    report.progress.push_back(point);
    report.run.summary.experiments = 1;
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

// The window holds offers while a dialog is open, and a run goes on.
TEST(ProgressPageTest, anOfferOutlivesTheSnapshotThatItWasMadeOf)
{
    ProgressPage page(Theme::light());
    page.show();
    page.present(snapshotOf(1, true));
    const auto offers = page.charts();
    ASSERT_EQ(offers.size(), 1U);
    page.present(snapshotOf(2, false));
    const auto drawing = offers.front().draw(Theme::light());
    EXPECT_TRUE(drawing.caption.title.startsWith("rmsnorm")) << drawing.caption.title.toStdString();
    EXPECT_TRUE(drawing.caption.source.contains("Run 1")) << drawing.caption.source.toStdString();
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
