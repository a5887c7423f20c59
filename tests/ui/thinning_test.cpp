// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/thinning.h"

#include <gmock/gmock.h>

#include <map>

namespace autokernel::ui {
namespace {

constexpr int kColumns = 100;

// Heights that are not in order, each thousandth a keep.
std::vector<ProgressMark> longRun(int count)
{
    std::vector<ProgressMark> marks;
    for (int i = 1; i <= count; ++i) {
        const double speedup = 1 + 0.001 * ((i * 7919) % 1000);
        marks.push_back({i, speedup, speedup, speedup,
            i % 1000 == 0 ? VerdictClass::Kept : VerdictClass::Reverted});
    }
    return marks;
}

TEST(Thinning, drawsAllWhereTheyCanBeToldApart)
{
    const auto marks = longRun(100'000);
    EXPECT_EQ(thinned(marks, ProgressAxis::Experiment, {1001, 6000, kColumns, {}}).size(), 5000U);
}

TEST(Thinning, columnsOfALogarithmGrowToTheRight)
{
    const auto marks = longRun(100'000);
    const auto shown = thinned(marks, ProgressAxis::Experiment, {1, 100'000, kColumns, {}, true});
    const auto upTo = [&](std::int64_t number) {
        return std::count_if(shown.begin(), shown.end(),
            [&](std::size_t index) { return marks[index].number <= number; });
    };
    EXPECT_EQ(upTo(20), 20) << "the first columns hold few, and show them all";
    EXPECT_LE(upTo(100'000), 3 * kColumns + 100);
}

TEST(Thinning, keepsEachColumnsLowestMedianAndHighest)
{
    const auto marks = longRun(100'000);
    const auto shown = thinned(marks, ProgressAxis::Experiment, {0, 100'000, kColumns, {}});
    std::map<int, std::vector<double>> all;
    std::map<int, std::vector<double>> drawn;
    const auto columnOf = [&](const ProgressMark& mark) {
        return static_cast<int>(static_cast<double>(mark.number) / (100'000.0 / kColumns));
    };
    for (const auto& mark : marks)
        if (mark.verdict == VerdictClass::Reverted)
            all[columnOf(mark)].push_back(mark.speedup);
    for (const auto index : shown)
        if (marks[index].verdict == VerdictClass::Reverted)
            drawn[columnOf(marks[index])].push_back(marks[index].speedup);
    ASSERT_EQ(drawn.size(), all.size());
    for (auto& [column, values] : all) {
        auto& three = drawn[column];
        std::sort(values.begin(), values.end());
        std::sort(three.begin(), three.end());
        ASSERT_LE(three.size(), 3U);
        EXPECT_EQ(three.front(), values.front());
        EXPECT_EQ(three.back(), values.back());
        if (three.size() == 3) {
            EXPECT_EQ(three[1], values[values.size() / 2]);
        }
    }
}

TEST(Thinning, neverLeavesOutAKeep)
{
    const auto marks = longRun(100'000);
    const auto shown = thinned(marks, ProgressAxis::Experiment, {0, 100'000, 10, {}});
    EXPECT_EQ(std::count_if(shown.begin(), shown.end(),
                  [&](std::size_t i) { return marks[i].verdict == VerdictClass::Kept; }),
        100);
    EXPECT_TRUE(std::is_sorted(shown.begin(), shown.end()));
}

TEST(Thinning, countsWhatIsVisibleAlone)
{
    const auto marks = longRun(100'000);
    const auto shown
        = thinned(marks, ProgressAxis::Experiment, {0, 100'000, 10, {VerdictClass::Reverted}});
    EXPECT_EQ(shown.size(), 100U);
}

} // namespace
} // namespace autokernel::ui
