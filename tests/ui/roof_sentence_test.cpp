// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/experiment_view_fixture.h"
#include "ui/pages/diff/evidence_panel.h"

#include "report/format.h"

namespace autokernel::ui {
namespace {

using store::test::unwrap;

TEST_F(ExperimentViewTest, theSentenceOfTheRoofBeginsWithTheShareOfIt)
{
    int points = 0;
    for (const auto& kernel : m_report.kernels) {
        if (!kernel.champion || !kernel.point)
            continue;
        ++points;
        const auto view = unwrap(read(kernel.keeps[*kernel.champion].row.experiment.number));
        const auto percent = report::formatPercent(kernel.point->fractionOfRoof);
        EXPECT_TRUE(roofSentence(*view).startsWith(QString::fromStdString(percent)))
            << roofSentence(*view).toStdString();
    }
    EXPECT_GT(points, 0);
}

TEST_F(ExperimentViewTest, whereThereIsNoTimeTheSentenceSaysSo)
{
    for (const auto& point : m_report.progress) {
        if (point.verdict != judge::VerdictKind::CompileError)
            continue;
        const auto view = unwrap(read(point.number));
        EXPECT_TRUE(roofSentence(*view).contains("no time that counts"));
        return;
    }
    FAIL() << "the run has an experiment that did not compile";
}

} // namespace
} // namespace autokernel::ui
