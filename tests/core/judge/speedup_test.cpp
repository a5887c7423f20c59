// SPDX-License-Identifier: Apache-2.0
#include "judge/speedup.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace autokernel::judge {
namespace {

TEST(Speedup, isTheMedianOfRatiosWithItsInterval)
{
    std::vector<double> logRatios;
    for (int i = 1; i <= 31; ++i)
        logRatios.push_back(std::log(1 + i / 100.0));
    const SpeedupInterval speedup = medianSpeedup(logRatios);
    EXPECT_DOUBLE_EQ(speedup.value, 1.16);
    EXPECT_GT(speedup.low, 1.05);
    EXPECT_LT(speedup.low, 1.16);
    EXPECT_GT(speedup.high, 1.16);
    EXPECT_LT(speedup.high, 1.27);
}

} // namespace
} // namespace autokernel::judge
