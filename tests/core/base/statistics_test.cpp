// SPDX-License-Identifier: Apache-2.0
#include "base/statistics.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace autokernel::statistics {
namespace {

std::vector<double> normalValues(std::size_t count, double centre, double sd, std::uint64_t seed)
{
    std::mt19937_64 engine(seed);
    std::normal_distribution<double> normal(centre, sd);
    std::vector<double> values(count);
    for (double& value : values)
        value = normal(engine);
    return values;
}

TEST(Statistics, meanMedianAndDeviationOfSmallTables)
{
    const std::vector<double> values {4, 1, 3, 2};
    EXPECT_DOUBLE_EQ(mean(values), 2.5);
    EXPECT_DOUBLE_EQ(median(values), 2.5);
    EXPECT_DOUBLE_EQ(standardDeviation(values), std::sqrt(5.0 / 3));
    EXPECT_DOUBLE_EQ(standardDeviation(std::vector<double> {7}), 0);
}

TEST(Statistics, emptyInputIsNotANumber)
{
    const std::vector<double> none;
    EXPECT_TRUE(std::isnan(mean(none)));
    EXPECT_TRUE(std::isnan(median(none)));
    EXPECT_TRUE(std::isnan(trimmedMean(none).centre));
    EXPECT_TRUE(std::isnan(medianInterval(none).low));
    EXPECT_TRUE(std::isnan(bootstrapTrimmedMean(none, 0.1, 0.05, 100, 1).low));
}

TEST(Statistics, quantileInterpolatesAndClamps)
{
    const std::vector<double> values {30, 10, 20};
    EXPECT_DOUBLE_EQ(quantile(values, 0), 10);
    EXPECT_DOUBLE_EQ(quantile(values, 0.25), 15);
    EXPECT_DOUBLE_EQ(quantile(values, 1), 30);
    EXPECT_DOUBLE_EQ(quantile(values, 2), 30);
}

// By hand: one value trimmed per side leaves 2..9; winsorised 2 2 3 4 5 6 7 8 9 9 has mean 5.5 and
// sum of squared deviations 66.5.
TEST(Statistics, trimmedMeanIgnoresOneOutlierPerSideOfTen)
{
    const std::vector<double> values {1000, 2, 3, 4, 5, 6, 7, 8, 9, -1000};
    const TrimmedMean result = trimmedMean(values, 0.1);
    EXPECT_DOUBLE_EQ(result.centre, 5.5);
    EXPECT_NEAR(result.scale, std::sqrt(66.5 / 9) / 0.8, 1e-12);
    EXPECT_EQ(result.count, 10U);
}

TEST(Statistics, trimmingNineValuesByATenthTrimsNone)
{
    const std::vector<double> values {1, 2, 3, 4, 5, 6, 7, 8, 90};
    const TrimmedMean result = trimmedMean(values, 0.1);
    EXPECT_DOUBLE_EQ(result.centre, 14);
    EXPECT_DOUBLE_EQ(result.scale, standardDeviation(values));
}

TEST(Statistics, trimmedScaleEstimatesTheErrorOfTheCentre)
{
    // Over many samples of size 40, sd(centre) must be scale / sqrt(40).
    std::vector<double> centres;
    std::vector<double> scales;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        const TrimmedMean result = trimmedMean(normalValues(40, 0, 1, seed), 0.1);
        centres.push_back(result.centre);
        scales.push_back(result.scale);
    }
    EXPECT_NEAR(standardDeviation(centres) / (mean(scales) / std::sqrt(40.0)), 1.0, 0.05);
}

TEST(Statistics, bootstrapIsSeededAndContainsItsEstimate)
{
    const std::vector<double> values = normalValues(30, 0.02, 0.01, 5);
    const Interval first = bootstrapTrimmedMean(values, 0.1, 0.05, 2000, 7);
    const Interval second = bootstrapTrimmedMean(values, 0.1, 0.05, 2000, 7);
    EXPECT_DOUBLE_EQ(first.low, second.low);
    EXPECT_DOUBLE_EQ(first.high, second.high);
    const double centre = trimmedMean(values, 0.1).centre;
    EXPECT_LT(first.low, centre);
    EXPECT_GT(first.high, centre);
}

TEST(Statistics, bootstrapCoversTheTruthAboutAsOftenAsItSays)
{
    int covered = 0;
    constexpr int kSamples = 400;
    for (int i = 0; i < kSamples; ++i) {
        const auto seed = static_cast<std::uint64_t>(i);
        const Interval interval
            = bootstrapTrimmedMean(normalValues(30, 0.02, 0.01, seed), 0.1, 0.05, 500, seed);
        covered += interval.low <= 0.02 && 0.02 <= interval.high ? 1 : 0;
    }
    EXPECT_GE(covered, kSamples * 90 / 100);
    EXPECT_LE(covered, kSamples * 98 / 100);
}

TEST(Statistics, bootstrapOfEqualValuesIsAPoint)
{
    const Interval interval = bootstrapTrimmedMean(std::vector<double>(30, 0.5), 0.1, 0.05, 200, 1);
    EXPECT_DOUBLE_EQ(interval.low, 0.5);
    EXPECT_DOUBLE_EQ(interval.high, 0.5);
}

// Ten values: P(Binomial(10, 1/2) <= 1) = 0.0107 and P(<= 2) = 0.0547, so one value lies outside on
// each side of the 95 % interval [x(2), x(9)].
// Tabled values.
TEST(Statistics, studentQuantileIsThatOfTheTables)
{
    EXPECT_NEAR(studentQuantile(0.975, 1), 12.706, 1e-3);
    EXPECT_NEAR(studentQuantile(0.975, 2), 4.303, 1e-3);
    EXPECT_NEAR(studentQuantile(0.975, 3), 3.182, 1e-3);
    EXPECT_NEAR(studentQuantile(0.975, 4), 2.776, 1e-3);
    EXPECT_NEAR(studentQuantile(0.95, 7), 1.895, 1e-3);
    EXPECT_NEAR(studentQuantile(0.025, 10), -2.228, 1e-3);
    EXPECT_NEAR(studentQuantile(0.975, 1000), normalQuantile(0.975), 3e-3);
    EXPECT_NEAR(studentQuantile(0.5, 5), 0, 1e-9);
}

TEST(Statistics, medianIntervalUsesOrderStatistics)
{
    const std::vector<double> values {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    EXPECT_DOUBLE_EQ(medianInterval(values).low, 2);
    EXPECT_DOUBLE_EQ(medianInterval(values).high, 9);
    const Interval few = medianInterval(std::vector<double> {3, 1, 2});
    EXPECT_DOUBLE_EQ(few.low, 1);
    EXPECT_DOUBLE_EQ(few.high, 3);
}

// The range of n values misses the median where all lie on one side of it: 2 / 2^n.
TEST(Statistics, fewerValuesThanItNamesGiveNo95PercentInterval)
{
    const auto coverage = [](std::size_t n) { return 1 - 2 * std::pow(0.5, n); };
    EXPECT_GE(coverage(kFewestForMedianInterval), 0.95);
    EXPECT_LT(coverage(kFewestForMedianInterval - 1), 0.95);
}

TEST(Statistics, medianIntervalOfManyValuesIsNarrowAndCovers)
{
    int covered = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const Interval interval = medianInterval(normalValues(41, 3, 1, seed));
        covered += interval.low <= 3 && 3 <= interval.high ? 1 : 0;
    }
    EXPECT_GE(covered, 940);
}

} // namespace
} // namespace autokernel::statistics
