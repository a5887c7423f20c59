// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/window_place.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

const QRect kLaptop(0, 0, 1440, 870);
const QRect kMonitor(1440, -200, 2560, 1440);

TEST(WindowPlaceTest, aWindowThatCanBeReachedStaysWhereItWas)
{
    const QRect window(1600, 0, 1600, 1000);
    EXPECT_EQ(placedOn({kLaptop, kMonitor}, window), window);
    const QRect aside(-1000, 100, 1200, 700); // 200 pixels of its title are seen
    EXPECT_EQ(placedOn({kLaptop}, aside), aside);
}

TEST(WindowPlaceTest, aWindowOfAScreenThatIsGoneComesToTheFirstOne)
{
    const auto placed = placedOn({kLaptop}, QRect(2000, -100, 1600, 1000));
    EXPECT_TRUE(kLaptop.contains(placed)) << "and is no larger than it";
    EXPECT_EQ(placed.center(), kLaptop.center());
}

TEST(WindowPlaceTest, aTitleAboveOrBelowTheScreenIsOutOfReach)
{
    for (const int top : {-500, -15, 869})
        EXPECT_TRUE(kLaptop.contains(placedOn({kLaptop}, QRect(100, top, 800, 600)))) << top;
    EXPECT_TRUE(kLaptop.contains(placedOn({kLaptop}, QRect(1400, 100, 800, 600))))
        << "40 pixels are too few to take it by";
}

TEST(WindowPlaceTest, withoutScreensThereIsNoBetterPlace)
{
    const QRect window(5, 6, 700, 800);
    EXPECT_EQ(placedOn({}, window), window);
}

} // namespace
} // namespace autokernel::ui
