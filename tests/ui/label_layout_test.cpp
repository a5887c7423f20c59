// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/label_layout.h"

#include <gmock/gmock.h>

#include <random>

namespace autokernel::ui {
namespace {

constexpr QSizeF kSize(80, 16);
const QRectF kArea(0, 0, 800, 600);

TEST(LabelLayout, standsRightOfItsPointWhereNothingIsInTheWay)
{
    const auto places = placeLabels({{{100, 100}, kSize, 8}}, kArea, {});
    ASSERT_TRUE(places[0]);
    EXPECT_EQ(*places[0], QRectF(QPointF(108, 92), kSize));
}

TEST(LabelLayout, goesLeftAtTheRightEdgeAndAwayFromObstacles)
{
    EXPECT_EQ(placeLabels({{{780, 100}, kSize, 8}}, kArea, {})[0]->right(), 772);
    const QRectF obstacle(105, 80, 200, 40);
    const auto places = placeLabels({{{100, 100}, kSize, 8}}, kArea, {obstacle});
    ASSERT_TRUE(places[0]);
    EXPECT_FALSE(places[0]->intersects(obstacle));
    EXPECT_TRUE(kArea.contains(*places[0]));
}

TEST(LabelLayout, noTwoOfManyOverlap)
{
    const unsigned seed = 7;
    std::mt19937 random(seed);
    // A column of points closer to each other than a label is high, as a trail of one kernel.
    std::uniform_real_distribution<double> y(200, 300);
    std::vector<LabelWish> wishes;
    for (int i = 0; i < 40; ++i)
        wishes.push_back({{400 + 0.1 * i, y(random)}, kSize, 8});
    const auto places = placeLabels(wishes, kArea, {});
    for (std::size_t i = 0; i < places.size(); ++i) {
        ASSERT_TRUE(places[i]) << "there is room for label " << i << ", seed " << seed;
        EXPECT_TRUE(kArea.contains(*places[i]));
        for (std::size_t j = 0; j < i; ++j)
            EXPECT_FALSE(places[i]->intersects(*places[j])) << i << " and " << j;
    }
}

TEST(LabelLayout, leavesOutWhatHasNoRoomOrNoPoint)
{
    EXPECT_FALSE(placeLabels({{{900, 100}, kSize, 8}}, kArea, {})[0]) << "its point is not shown";
    EXPECT_FALSE(placeLabels({{{20, 10}, kSize, 8}}, QRectF(0, 0, 60, 20), {})[0]);
}

TEST(StartAlong, aSteepTextIsMovedUntilItIsWithinTheArea)
{
    const QRectF area(0, 0, 400, 400);
    const QRectF text(0, -17, 100, 14);
    const QLineF steep(0, 400, 150, 0);
    const auto start = startAlong(steep, text, area, 24);
    ASSERT_TRUE(start);
    EXPECT_GT(*start, 24) << "there its first corner would lie left of the area";
    EXPECT_TRUE(area.contains(alongLine(steep).mapRect(text.translated(*start, 0))));
    EXPECT_EQ(startAlong({0, 400, 400, 300}, text, area, 24), 24)
        << "a flat one leans over nothing";
}

TEST(StartAlong, aLineThatIsTooShortHasNoName)
{
    EXPECT_FALSE(startAlong({0, 400, 60, 300}, {0, -17, 100, 14}, {0, 0, 400, 400}, 24));
}

} // namespace
} // namespace autokernel::ui
