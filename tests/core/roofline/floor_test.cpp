// SPDX-License-Identifier: Apache-2.0
#include "roofline/floor.h"

#include <gtest/gtest.h>

namespace autokernel::roofline {
namespace {

constexpr double kMiB = 1 << 20;

Roofs machine()
{
    Roofs roofs;
    roofs.compute = {{"fp32", "avx512", 2, {400e9}}};
    roofs.bandwidth = {{"L3", "copy", 2, 0, {100e9}}, {"L3", "read", 2, 0, {120e9}},
        {"DRAM", "copy", 2, 0, {20e9}}, {"DRAM", "read", 2, 0, {25e9}},
        {"DRAM", "write", 2, 0, {10e9}}};
    roofs.caches = {{"L2", 1U << 20U}, {"L3", 32U << 20U}};
    return roofs;
}

TEST(FloorTest, rejectionForgivesWhatMayStillBeCached)
{
    Work work {.inputBytes = 16 * kMiB, .outputBytes = 16 * kMiB};
    work.footprintBytes = static_cast<std::uint64_t>(32 * kMiB); // fits: nothing is surely cold
    EXPECT_EQ(rejectionFloor(machine(), work).seconds, 0);
    work.footprintBytes = static_cast<std::uint64_t>(128 * kMiB); // a quarter may be resident
    EXPECT_DOUBLE_EQ(rejectionFloor(machine(), work).seconds, 12 * kMiB / 25e9);
}

TEST(FloorTest, rejectionCountsOutputsOnlyBeyondTheCache)
{
    const Work work {.inputBytes = 0,
        .outputBytes = 96 * kMiB,
        .footprintBytes = static_cast<std::uint64_t>(320 * kMiB)};
    EXPECT_DOUBLE_EQ(rejectionFloor(machine(), work).seconds, 64 * kMiB / 25e9);
}

TEST(FloorTest, rejectionIsNeverAboveDisplayForColdWork)
{
    for (const double reads : {0.0, 1.0, 64.0, 256.0}) {
        for (const double writes : {1.0, 64.0, 256.0}) {
            const Work work {.flop = 1e6,
                .inputBytes = reads * kMiB,
                .outputBytes = writes * kMiB,
                .footprintBytes = static_cast<std::uint64_t>(512 * kMiB)};
            EXPECT_LE(
                rejectionFloor(machine(), work).seconds, displayFloor(machine(), work).seconds)
                << reads << " MiB read, " << writes << " MiB written";
        }
    }
}

TEST(FloorTest, computePeakBoundsProducts)
{
    const Work work {.flop = 4e9, .inputBytes = 1e6, .outputBytes = 1e6};
    const Floor floor = rejectionFloor(machine(), work);
    EXPECT_DOUBLE_EQ(floor.seconds, 0.01);
    EXPECT_EQ(floor.bound, "compute");
}

TEST(FloorTest, halfTypesFallBackOnThePeakOfSinglePrecision)
{
    const Work work {.flop = 4e9, .inputBytes = 1e6, .outputBytes = 1e6, .dtype = "bf16"};
    EXPECT_DOUBLE_EQ(rejectionFloor(machine(), work).seconds, 0.01);
}

TEST(FloorTest, displayUsesTheRoofOfTheKernelsOwnMix)
{
    const auto cold = static_cast<std::uint64_t>(1e9);
    const Work copy {.inputBytes = 5e8, .outputBytes = 5e8, .footprintBytes = cold};
    const Work read {.inputBytes = 1e9, .outputBytes = 0, .footprintBytes = cold};
    const Work write {.inputBytes = 0, .outputBytes = 1e9, .footprintBytes = cold};
    EXPECT_DOUBLE_EQ(displayFloor(machine(), copy).seconds, 1e9 / 20e9);
    EXPECT_DOUBLE_EQ(displayFloor(machine(), read).seconds, 1e9 / 25e9);
    EXPECT_DOUBLE_EQ(displayFloor(machine(), write).seconds, 1e9 / 10e9);
}

TEST(FloorTest, displayUsesTheLevelThatHoldsTheBytes)
{
    const Work work {.inputBytes = 4e6, .outputBytes = 4e6};
    const Floor floor = displayFloor(machine(), work);
    EXPECT_EQ(floor.bound, "L3");
    EXPECT_DOUBLE_EQ(floor.seconds, 8e6 / 100e9);
}

TEST(FloorTest, withoutRoofsNothingIsBounded)
{
    const Floor floor = displayFloor(Roofs(), {.flop = 1e9, .inputBytes = 1e9});
    EXPECT_EQ(floor.seconds, 0);
    EXPECT_EQ(floor.bound, "");
}

} // namespace
} // namespace autokernel::roofline
