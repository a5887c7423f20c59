// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/visible_part.h"

#include <gmock/gmock.h>

#include <cmath>

namespace autokernel::ui {
namespace {

constexpr ChartWindow kWindow {10, 20, 1, 2};

TEST(VisiblePart, dropsMarksOutsideAndCutsWhiskers)
{
    KernelProgress progress;
    progress.marks = {{5, 1.5, 1.4, 1.6, VerdictClass::Kept}, {10, 1.5, 0.5, 3, VerdictClass::Kept},
        {12, 2.5, 2.4, 2.6, VerdictClass::Kept}, {20, 0, 0, 0, VerdictClass::Crashed},
        {21, 0, 0, 0, VerdictClass::Crashed}};
    progress.references = {{1, "eager"}, {2.2, "vendor"}};
    const auto visible = visiblePart(progress, kWindow);
    ASSERT_EQ(visible.marks.size(), 2U);
    EXPECT_EQ(visible.marks[0].number, 10);
    EXPECT_EQ(visible.marks[0].low, 1);
    EXPECT_EQ(visible.marks[0].high, 2);
    EXPECT_EQ(visible.marks[1].number, 20) << "without a time it stands in the strip";
    ASSERT_EQ(visible.references.size(), 1U);
    EXPECT_EQ(visible.references[0].name, "eager");
}

TEST(VisiblePart, leavesOutWhatIsAskedAboveTheWindow)
{
    KernelProgress progress;
    progress.best = {{0, 1}, {12, 1.9}, {30, 1.9}};
    progress.minimumEffect = std::log(1.04);
    EXPECT_TRUE(visiblePart(progress, kWindow).minimumEffect) << "1.98";
    progress.minimumEffect = std::log(1.1);
    EXPECT_FALSE(visiblePart(progress, kWindow).minimumEffect) << "2.09";
}

TEST(VisibleSteps, areCutAtBothSides)
{
    const auto visible = visibleSteps({{0, 1.1}, {15, 1.5}, {30, 1.9}}, kWindow);
    EXPECT_THAT(
        visible, testing::ElementsAre(QPointF(10, 1.1), QPointF(15, 1.5), QPointF(20, 1.5)));
}

TEST(VisibleSteps, holdAcrossTheWholeWindow)
{
    EXPECT_THAT(visibleSteps({{0, 1.1}, {30, 1.9}}, kWindow),
        testing::ElementsAre(QPointF(10, 1.1), QPointF(20, 1.1)));
    EXPECT_TRUE(visibleSteps({{0, 1.1}, {5, 1.2}}, kWindow).empty()) << "ended before";
    EXPECT_TRUE(visibleSteps({{30, 1.1}}, kWindow).empty()) << "begins behind";
    EXPECT_TRUE(visibleSteps({}, kWindow).empty());
}

TEST(VisibleSteps, areInterruptedAboveAndBelow)
{
    const auto visible = visibleSteps({{11, 1.5}, {12, 2.5}, {13, 1.8}}, kWindow);
    ASSERT_EQ(visible.size(), 3U);
    EXPECT_TRUE(std::isnan(visible[1].y()));
    EXPECT_EQ(visible[2].y(), 1.8);
}

} // namespace
} // namespace autokernel::ui
