// SPDX-License-Identifier: Apache-2.0
// Order statistics, robust means and bootstrap intervals. Pure; randomness by seed only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace autokernel::statistics {

double mean(std::span<const double> values);
double standardDeviation(std::span<const double> values); // sample, n - 1; 0 for fewer than two
double median(std::span<const double> values); // NaN when empty
double quantile(std::span<const double> values, double probability); // linear interpolation

double normalQuantile(double probability); // of the standard normal distribution
// Of Student's t distribution (Abramowitz and Stegun 26.7.3, 26.7.4); degrees >= 1.
double studentQuantile(double probability, int degrees);

// Trimmed mean and its winsorised standard deviation / (1 - 2k/n), k = floor(fraction n) per side
// (Yuen 1974). TRUST 1.6 uses fraction = 0.1.
struct TrimmedMean
{
    double centre = 0;
    double scale = 0; // same unit as the values; estimates the sd of one value for centre's error
    std::size_t count = 0; // n
};
TrimmedMean trimmedMean(std::span<const double> values, double fraction = 0.1);

struct Interval
{
    double low = 0;
    double high = 0;
};
// Bias-corrected and accelerated bootstrap (Efron 1987) of the trimmed mean; two-sided 1 - alpha.
Interval bootstrapTrimmedMean(std::span<const double> values, double fraction, double alpha,
    int resamples, std::uint64_t seed);
// Distribution-free interval of the median from order statistics (binomial), two-sided 1 - alpha.
// Of too few values for that it is their range, which covers less.
Interval medianInterval(std::span<const double> values, double alpha = 0.05);
// From so many values on the default covers what it says: 1 - 2 / 2^6 = 97 %; five give 94 %.
inline constexpr std::size_t kFewestForMedianInterval = 6;

} // namespace autokernel::statistics
