// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/end_label_layout.h"

#include <gtest/gtest.h>

namespace autokernel::ui {
namespace {

TEST(EndLabelLayout, aLabelStandsAtItsLineWhereThereIsRoom)
{
    const auto places = placeEndLabels({{50, 16}, {120, 16}}, 0, 200);
    ASSERT_EQ(places.size(), 2U);
    EXPECT_EQ(places[0].centre, 50);
    EXPECT_EQ(places[1].centre, 120);
}

TEST(EndLabelLayout, closeLabelsArePushedApartAndStayInside)
{
    const auto places = placeEndLabels({{190, 16}, {193, 16}, {196, 16}}, 0, 200);
    ASSERT_EQ(places.size(), 3U);
    EXPECT_EQ(places[2].centre, 192);
    EXPECT_LE(places[0].centre + 16, places[1].centre);
    EXPECT_LE(places[1].centre + 16, places[2].centre);
    EXPECT_EQ(places[0].at, 190) << "a leader goes there";
}

TEST(EndLabelLayout, linesOfAKindThatCannotBeToldApartShareALabel)
{
    const auto places
        = placeEndLabels({{100, 16}, {102, 16, true}, {105, 16, true}, {140, 16, true}}, 0, 200);
    ASSERT_EQ(places.size(), 3U) << "the first is of another kind, the last far away";
    EXPECT_EQ(places[1].first, 1U);
    EXPECT_EQ(places[1].count, 2U);
    EXPECT_EQ(places[1].at, 103.5);
}

} // namespace
} // namespace autokernel::ui
