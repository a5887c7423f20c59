// SPDX-License-Identifier: Apache-2.0
#include "plan/forecast.h"

#include <gtest/gtest.h>

#include <vector>

namespace autokernel::plan {
namespace {

double forecast(const std::vector<TargetGain>& gains, double forwardMicroseconds)
{
    return forecastModel(gains, forwardMicroseconds);
}

TEST(Forecast, savesWhatTheTargetsSave)
{
    EXPECT_NEAR(forecast({{400, 2}, {100, 1.25}}, 1000), 1000.0 / (1000 - 200 - 20), 1e-12);
}

TEST(Forecast, aLossCostsWhatItLoses)
{
    EXPECT_NEAR(forecast({{500, 0.5}}, 1000), 1 / 1.5, 1e-12);
}

TEST(Forecast, nothingGainedIsOne)
{
    EXPECT_DOUBLE_EQ(forecast({}, 1000), 1);
    EXPECT_DOUBLE_EQ(forecast({{100, 3}}, 0), 1);
}

TEST(Forecast, staysFiniteWhereTheProfileOverlaps)
{
    EXPECT_LE(forecast({{2000, 10}}, 1000), 100.0 + 1e-9);
}

} // namespace
} // namespace autokernel::plan
