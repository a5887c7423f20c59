// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/progress_page.h"

#include <gtest/gtest.h>

#include <QLabel>

namespace autokernel::ui {
namespace {

SnapshotPtr snapshotOf(std::int64_t run, bool hasKernel)
{
    auto snapshot = std::make_shared<Snapshot>();
    auto& report = snapshot->report;
    report.run.summary.id = {run};
    if (!hasKernel)
        return snapshot;
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
    return snapshot;
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

} // namespace
} // namespace autokernel::ui
