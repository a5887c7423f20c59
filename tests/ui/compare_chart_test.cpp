// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_chart.h"

#include <gtest/gtest.h>

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
