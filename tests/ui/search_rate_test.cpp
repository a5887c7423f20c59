// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/search_rate.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::ui {
namespace {

// One experiment each `interval` seconds, of which every fourth is kept.
report::ReportData runOf(int experiments, double interval)
{
    report::ReportData report;
    for (int i = 0; i < experiments; ++i) {
        auto& point = report.progress.emplace_back();
        point.startedAt = 1e9 + i * interval;
        point.seconds = interval;
        point.verdict = i % 4 == 3 ? judge::VerdictKind::Kept : judge::VerdictKind::Reverted;
    }
    return report;
}

TEST(SearchRate, isThatOfAllOfAYoungRun)
{
    const auto rate = searchRate(runOf(8, 36));
    ASSERT_TRUE(rate);
    EXPECT_DOUBLE_EQ(rate->experimentsPerHour, 100);
    EXPECT_DOUBLE_EQ(rate->keptShare, 0.25);
}

TEST(SearchRate, isThatOfTheLastHourOfALongOne)
{
    auto report = runOf(100, 360);
    const double end = report.progress.back().startedAt + 360;
    for (int i = 0; i < 40; ++i) {
        auto& point = report.progress.emplace_back();
        point.startedAt = end + i * 90;
        point.seconds = 90;
        point.verdict = judge::VerdictKind::Reverted;
    }
    const auto rate = searchRate(report);
    ASSERT_TRUE(rate);
    EXPECT_DOUBLE_EQ(rate->experimentsPerHour, 40);
    EXPECT_DOUBLE_EQ(rate->keptShare, 0) << "what was kept before is long ago";
}

TEST(SearchRate, controlsTakeTimeAndDoNotCount)
{
    auto report = runOf(8, 36);
    for (std::size_t i = 0; i < 8; i += 2)
        report.progress[i].isControl = true;
    const auto rate = searchRate(report);
    ASSERT_TRUE(rate);
    EXPECT_DOUBLE_EQ(rate->experimentsPerHour, 50);
    EXPECT_DOUBLE_EQ(rate->keptShare, 0.5);
}

TEST(SearchRate, withoutATimeThereIsNone)
{
    EXPECT_FALSE(searchRate({}));
    auto report = runOf(3, 36);
    for (auto& point : report.progress)
        point.startedAt = std::nan("");
    EXPECT_FALSE(searchRate(report));
}

} // namespace
} // namespace autokernel::ui
