// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/timing_table.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TimingData twoPairs()
{
    TimingData timing;
    timing.incumbent = {{12, 10}, 11, {10, 12}};
    timing.candidate = {{8, 5}, 5.5, {5, 8}};
    return timing;
}

TEST(TimingTable, hasTheMediansAndThenEachPair)
{
    const auto table = tableOf(twoPairs(), "eager", "#12");
    EXPECT_EQ(table.headings, QStringList({"pair", "eager", "#12", "ratio"}));
    ASSERT_EQ(table.rows, 3);
    EXPECT_EQ(table.cell(0, 0), "median");
    EXPECT_EQ(table.cell(0, 3), "2.00×");
    EXPECT_EQ(table.cell(1, 0), "1");
    EXPECT_TRUE(table.cell(1, 1).startsWith("12")) << table.cell(1, 1).toStdString();
    EXPECT_EQ(table.cell(2, 3), "2.00×");
    EXPECT_EQ(table.number(1), 0) << "a pair is no experiment";
}

TEST(TimingTable, itsFileHasALineForEachPair)
{
    EXPECT_EQ(csvOf(twoPairs()), "pair,incumbent_us,candidate_us\r\n1,12,8\r\n2,10,5\r\n");
}

} // namespace
} // namespace autokernel::ui
