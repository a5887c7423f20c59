// SPDX-License-Identifier: Apache-2.0
#include "roofline/point.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::roofline {
namespace {

Roofs machine()
{
    Roofs roofs;
    roofs.compute = {{"fp32", "avx512", 2, {400e9}}};
    roofs.bandwidth = {{"L2", "copy", 2, 0, {200e9}}, {"L2", "read", 2, 0, {200e9}},
        {"DRAM", "copy", 2, 0, {20e9}}, {"DRAM", "read", 2, 0, {25e9}},
        {"DRAM", "write", 2, 0, {20e9}}};
    roofs.caches = {{"L1", 32768}, {"L2", 1U << 20U}, {"L3", 32U << 20U}};
    return roofs;
}

TEST(PointTest, intensityOfEdgeCases)
{
    EXPECT_EQ(arithmeticIntensity(8, 4), 2);
    EXPECT_EQ(arithmeticIntensity(0, 4), 0);
    EXPECT_EQ(arithmeticIntensity(0, 0), 0);
    EXPECT_TRUE(std::isinf(arithmeticIntensity(1, 0)));
}

TEST(PointTest, attainableIsTheLowerRoofAndMeetsAtTheRidge)
{
    EXPECT_EQ(attainableFlopPerSecond(1, 400e9, 20e9), 20e9);
    EXPECT_EQ(attainableFlopPerSecond(100, 400e9, 20e9), 400e9);
    EXPECT_EQ(attainableFlopPerSecond(20, 400e9, 20e9), 400e9);
    EXPECT_EQ(attainableFlopPerSecond(100, 0, 20e9), 2000e9); // no compute roof known
}

TEST(PointTest, levelIsTheSmallestCacheThatHoldsTheFootprint)
{
    EXPECT_EQ(servingLevel(machine(), 32768, 1), "L1");
    EXPECT_EQ(servingLevel(machine(), 65536, 1), "L2");
    EXPECT_EQ(servingLevel(machine(), 65536, 2), "L1"); // two cores, two L1 caches
    EXPECT_EQ(servingLevel(machine(), 3U << 20U, 2), "L3");
    EXPECT_EQ(servingLevel(machine(), 33U << 20U, 2), "DRAM"); // the last level is shared
}

TEST(PointTest, copyFromMemoryIsBoundByDram)
{
    const Work copy {.flop = 0, .inputBytes = 1e9, .outputBytes = 1e9};
    const Point point = placePoint(machine(), copy, 0.125);
    EXPECT_EQ(point.bottleneck, "DRAM");
    EXPECT_DOUBLE_EQ(point.fractionOfRoof, 0.8); // 2 GB in 0.1 s at best
    EXPECT_DOUBLE_EQ(point.bytesPerSecond, 16e9);
}

TEST(PointTest, productIsBoundByCompute)
{
    const Work product {.flop = 2e9, .inputBytes = 8e6, .outputBytes = 4e6};
    const Point point = placePoint(machine(), product, 0.01);
    EXPECT_EQ(point.bottleneck, "compute");
    EXPECT_DOUBLE_EQ(point.fractionOfRoof, 0.5);
    EXPECT_DOUBLE_EQ(point.flopPerSecond, 200e9);
    EXPECT_DOUBLE_EQ(point.attainableFlopPerSecond, 400e9);
}

TEST(PointTest, attainableOfMemoryBoundWorkIsItsPlaceOnTheSlope)
{
    const Work stream {.flop = 1e9, .inputBytes = 1e9, .outputBytes = 1e9};
    const Point point = placePoint(machine(), stream, 0.2);
    EXPECT_DOUBLE_EQ(point.attainableFlopPerSecond, 0.5 * 20e9);
    EXPECT_NEAR(point.flopPerSecond / point.attainableFlopPerSecond, point.fractionOfRoof, 1e-12);
}

} // namespace
} // namespace autokernel::roofline
