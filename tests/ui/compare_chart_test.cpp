// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_chart.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

namespace autokernel::ui {
namespace {

TEST(CompareChartTest, tellsEveryFigureToWhoeverCannotSeeIt)
{
    CompareChart chart(Theme::light());
    chart.setLines({{"run 1", {{0, 1}, {12, 1.12}, {40, 1.31}, {60, 1.31}}}, {"run 2", {}}});
    EXPECT_EQ(chart.accessibleDescription().toStdString(),
        "run 1, over eager: 1.00× from experiment 0, 1.12× from experiment 12, 1.31× from "
        "experiment 40; it ends at 1.31× after 60 experiments; No line of run 2: not timed against "
        "eager.");
}

TEST(CompareChartTest, hasItsHeightsAsATableAndAsAFile)
{
    const std::vector<CompareLine> lines {
        {"run 1", {{0, 1}, {12, 1.12}, {40, 1.12}}}, {"run 2", {}}};
    const auto table = tableOf(lines);
    ASSERT_EQ(table.rows, 2);
    EXPECT_EQ(table.cell(1, 0), "run 1");
    EXPECT_EQ(table.cell(1, 1), "12");
    EXPECT_EQ(table.cell(1, 2), "1.12×");
    EXPECT_EQ(csvOf(lines),
        "run,experiment,speedup_over_eager\r\nrun 1,0,1\r\nrun 1,12,1.12\r\nrun 1,40,1.12\r\n");
}

TEST(CompareChartTest, isReachedByKeys)
{
    CompareChart chart(Theme::light());
    EXPECT_EQ(chart.focusPolicy(), Qt::StrongFocus);
    QSignalSpy toggled(&chart, &Chart::tableToggled);
    QTest::keyClick(&chart, Qt::Key_T);
    EXPECT_EQ(toggled.count(), 1);
}

TEST(CompareChartTest, saysWhichRunHasNoLineAndNothingWhereNoneIsMissing)
{
    const CompareLine measured {"run 1", {{0, 1}, {12, 1.12}}};
    const CompareLine other {"run 2", {}};
    EXPECT_EQ(withoutLine({measured, other}), "No line of run 2: not timed against eager.");
    EXPECT_EQ(withoutLine({measured, measured}), "");
    EXPECT_EQ(withoutLine({other, other}), "") << "there is no chart then";
}

} // namespace
} // namespace autokernel::ui
