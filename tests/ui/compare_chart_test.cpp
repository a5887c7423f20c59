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
        "experiment 40; it ends at 1.31× after 60 experiments");
}

} // namespace
} // namespace autokernel::ui
