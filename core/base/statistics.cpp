// SPDX-License-Identifier: Apache-2.0
#include "base/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

namespace autokernel::statistics {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> sorted(std::span<const double> values)
{
    std::vector<double> result(values.begin(), values.end());
    std::sort(result.begin(), result.end());
    return result;
}

std::size_t trimmedPerSide(std::size_t count, double fraction)
{
    const auto k
        = static_cast<std::size_t>(std::floor(fraction * static_cast<double>(count) + 1e-9));
    return 2 * k < count ? k : (count - 1) / 2;
}

double quantileOfSorted(std::span<const double> ascending, double probability)
{
    const double position
        = std::clamp(probability, 0.0, 1.0) * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, ascending.size() - 1);
    return std::lerp(ascending[below], ascending[above], position - static_cast<double>(below));
}

double trimmedCentre(std::vector<double>& scratch, double fraction)
{
    std::sort(scratch.begin(), scratch.end());
    const std::size_t k = trimmedPerSide(scratch.size(), fraction);
    return mean(std::span(scratch).subspan(k, scratch.size() - 2 * k));
}

double normalCdf(double z)
{
    return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

// Skewness of the jackknife influence values over 6: the "accelerated" of BCa.
double acceleration(std::span<const double> values, double fraction)
{
    std::vector<double> leftOut(values.size());
    std::vector<double> scratch;
    for (std::size_t i = 0; i < values.size(); ++i) {
        scratch.assign(values.begin(), values.end());
        scratch.erase(scratch.begin() + static_cast<std::ptrdiff_t>(i));
        leftOut[i] = trimmedCentre(scratch, fraction);
    }
    const double centre = mean(leftOut);
    double squares = 0;
    double cubes = 0;
    for (const double value : leftOut) {
        const double d = centre - value;
        squares += d * d;
        cubes += d * d * d;
    }
    return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

std::vector<double> resampledCentres(
    std::span<const double> values, double fraction, int resamples, std::uint64_t seed)
{
    std::mt19937_64 engine(seed);
    std::vector<double> centres(static_cast<std::size_t>(resamples));
    std::vector<double> scratch(values.size());
    for (double& centre : centres) {
        for (double& value : scratch) {
            const double uniform = static_cast<double>(engine() >> 11U) * 0x1.0p-53;
            value = values[static_cast<std::size_t>(uniform * static_cast<double>(values.size()))];
        }
        centre = trimmedCentre(scratch, fraction);
    }
    std::sort(centres.begin(), centres.end());
    return centres;
}

// The closed forms for whole degrees of freedom.
double studentCdf(double t, int degrees)
{
    const double angle = std::atan(t / std::sqrt(degrees));
    const double cosine = std::cos(angle);
    double term = degrees % 2 == 1 ? cosine : 1;
    double sum = degrees == 1 ? 0 : term;
    for (int i = degrees % 2 == 1 ? 3 : 2; i <= degrees - 2; i += 2) {
        term *= cosine * cosine * (i - 1) / i;
        sum += term;
    }
    const double twoSided = degrees % 2 == 1
        ? 2 / std::numbers::pi * (angle + std::sin(angle) * sum)
        : std::sin(angle) * sum;
    return 0.5 + twoSided / 2;
}

template <typename Distribution> double quantileOf(Distribution cdf, double probability)
{
    double low = -1e4;
    double high = 1e4;
    for (int i = 0; i < 200 && low < high; ++i) {
        const double middle = 0.5 * (low + high);
        (cdf(middle) < probability ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

} // namespace

// Bisection: the bootstrap needs a handful of calls, each to full precision.
double normalQuantile(double probability)
{
    return quantileOf(&normalCdf, probability);
}

double studentQuantile(double probability, int degrees)
{
    return quantileOf([degrees](double t) { return studentCdf(t, degrees); }, probability);
}

double mean(std::span<const double> values)
{
    if (values.empty())
        return kNaN;
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

double standardDeviation(std::span<const double> values)
{
    if (values.size() < 2)
        return 0;
    const double centre = mean(values);
    double squares = 0;
    for (const double value : values)
        squares += (value - centre) * (value - centre);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

double median(std::span<const double> values)
{
    return quantile(values, 0.5);
}

double quantile(std::span<const double> values, double probability)
{
    if (values.empty())
        return kNaN;
    return quantileOfSorted(sorted(values), probability);
}

TrimmedMean trimmedMean(std::span<const double> values, double fraction)
{
    if (values.empty())
        return {kNaN, 0, 0};
    std::vector<double> ascending = sorted(values);
    const std::size_t n = ascending.size();
    const std::size_t k = trimmedPerSide(n, fraction);
    const double centre = mean(std::span(ascending).subspan(k, n - 2 * k));
    std::fill_n(ascending.begin(), k, ascending[k]);
    std::fill_n(ascending.rbegin(), k, ascending[n - 1 - k]);
    const double kept = 1 - 2 * static_cast<double>(k) / static_cast<double>(n);
    return {centre, standardDeviation(ascending) / kept, n};
}

Interval bootstrapTrimmedMean(std::span<const double> values, double fraction, double alpha,
    int resamples, std::uint64_t seed)
{
    if (values.empty() || resamples < 1)
        return {kNaN, kNaN};
    const double estimate = trimmedMean(values, fraction).centre;
    if (values.size() == 1)
        return {estimate, estimate};
    const std::vector<double> centres = resampledCentres(values, fraction, resamples, seed);
    const auto [first, last] = std::equal_range(centres.begin(), centres.end(), estimate);
    const double below
        = static_cast<double>(first - centres.begin()) + 0.5 * static_cast<double>(last - first);
    const double half = 0.5 / resamples;
    const double bias = normalQuantile(std::clamp(below / resamples, half, 1 - half));
    const double a = acceleration(values, fraction);
    const auto bound = [&](double probability) {
        const double z = bias + normalQuantile(probability);
        return quantileOfSorted(centres, normalCdf(bias + z / (1 - a * z)));
    };
    return {bound(alpha / 2), bound(1 - alpha / 2)};
}

Interval medianInterval(std::span<const double> values, double alpha)
{
    if (values.empty())
        return {kNaN, kNaN};
    const std::vector<double> ascending = sorted(values);
    const auto n = static_cast<double>(ascending.size());
    // The largest rank r, counted from one, with P(Binomial(n, 1/2) < r) within alpha / 2: the
    // interval runs from the r-th smallest to the r-th largest value. Too few values for any: the
    // whole range, of which whoever shows it says so.
    std::size_t rank = 1;
    double cumulative = 0;
    for (std::size_t i = 0; 2 * i + 1 < ascending.size(); ++i) {
        const auto k = static_cast<double>(i);
        cumulative += std::exp(
            std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) - n * std::log(2.0));
        if (cumulative > alpha / 2)
            break;
        rank = i + 1;
    }
    return {ascending[rank - 1], ascending[ascending.size() - rank]};
}

} // namespace autokernel::statistics
