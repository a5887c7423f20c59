// SPDX-License-Identifier: Apache-2.0
#include "judge/physical_floor.h"

#include <gmock/gmock.h>

#include <limits>

namespace autokernel::judge {
namespace {

TEST(PhysicalFloor, comparesByTable)
{
    struct Row
    {
        double nanoseconds;
        double floor;
        bool remeasured;
        FloorState expected;
    };
    const Row table[] {
        {1000, 800, false, FloorState::Above},
        {1000, 1000, true, FloorState::Above},
        {990, 1000, false, FloorState::Suspicious},
        {990, 1000, true, FloorState::Impossible},
        {940, 1000, false, FloorState::Impossible},
        {1000, 0, false, FloorState::Unknown},
        {0, 1000, false, FloorState::Unknown},
        {std::numeric_limits<double>::quiet_NaN(), 1000, false, FloorState::Unknown},
    };
    for (const Row& row : table)
        EXPECT_EQ(compareWithFloor(row.nanoseconds, row.floor, row.remeasured).state, row.expected)
            << row.nanoseconds << " ns against " << row.floor << " ns";
}

TEST(PhysicalFloor, sentenceHasTheNumbers)
{
    EXPECT_THAT(compareWithFloor(1500, 1000, false).sentence,
        testing::AllOf(testing::HasSubstr("1.500 us"), testing::HasSubstr("1.50 times")));
}

} // namespace
} // namespace autokernel::judge
