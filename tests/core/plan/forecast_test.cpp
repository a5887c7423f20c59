// SPDX-License-Identifier: Apache-2.0
#include "plan/forecast.h"

#include <gmock/gmock.h>

#include <cmath>

namespace autokernel::plan {
namespace {

TEST(Forecast, savesWhatTheTargetsSave)
{
    const std::vector<TargetGain> gains {{400, 2, 2, 2}, {100, 1.25, 1.25, 1.25}};
    const Forecast forecast = forecastModel(gains, 1000);
    EXPECT_NEAR(forecast.speedup, 1000.0 / (1000 - 200 - 20), 1e-12);
    EXPECT_NEAR(forecast.low, forecast.speedup, 1e-12);
    EXPECT_NEAR(forecast.high, forecast.speedup, 1e-12);
}

TEST(Forecast, intervalOfOneTargetIsItsOwn)
{
    const std::vector<TargetGain> gains {{500, 2, 1.8, 2.3}};
    const Forecast forecast = forecastModel(gains, 1000);
    EXPECT_NEAR(forecast.low, 1 / (0.5 + 0.5 / 1.8), 1e-12);
    EXPECT_NEAR(forecast.high, 1 / (0.5 + 0.5 / 2.3), 1e-12);
}

TEST(Forecast, independentErrorsPartlyCancel)
{
    const TargetGain gain {250, 2, 1.5, 2.5};
    const Forecast together = forecastModel(std::vector<TargetGain> {gain, gain}, 1000);
    const double worst = 1 / (0.5 + 0.5 / 1.5);
    EXPECT_GT(together.low, worst);
}

TEST(Forecast, nothingGainedIsOne)
{
    EXPECT_DOUBLE_EQ(forecastModel({}, 1000).speedup, 1);
    EXPECT_DOUBLE_EQ(forecastModel(std::vector<TargetGain> {{100, 3, 2, 4}}, 0).speedup, 1);
}

TEST(Forecast, staysFiniteWhereTheProfileOverlaps)
{
    EXPECT_LE(
        forecastModel(std::vector<TargetGain> {{2000, 10, 9, 11}}, 1000).speedup, 100.0 + 1e-9);
}

TEST(Forecast, errorIsRelativeToTheGain)
{
    EXPECT_NEAR(forecastError(1.2, 1.1), -0.5, 1e-12);
    EXPECT_NEAR(forecastError(1.2, 1.3), 0.5, 1e-12);
    EXPECT_DOUBLE_EQ(forecastError(1, 1), 0);
    EXPECT_TRUE(std::isinf(forecastError(1, 1.1)));
}

} // namespace
} // namespace autokernel::plan
