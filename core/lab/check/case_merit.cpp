// SPDX-License-Identifier: Apache-2.0
#include "lab/check/case_merit.h"

#include "lab/check/row_statistics.h"

#include <algorithm>
#include <cmath>

namespace autokernel::lab {
namespace {

constexpr double kShareOfVariation = 0.05;
constexpr double kShareOfSize = 0.125;
constexpr double kRoundingUlp = 4; // of the result's own rounding

double largestOf(std::span<const double> values)
{
    double largest = 0;
    for (const double value : values)
        if (std::isfinite(value))
            largest = std::max(largest, std::fabs(value));
    return largest;
}

double deviationOf(std::span<const double> values)
{
    double count = 0;
    double sum = 0;
    double squared = 0;
    for (const double value : values)
        if (std::isfinite(value)) {
            ++count;
            sum += value;
        }
    for (const double value : values)
        if (std::isfinite(value))
            squared += (value - sum / count) * (value - sum / count);
    return std::sqrt(squared / std::max(count, 1.0));
}

double relativeError(const Truth& truth)
{
    const double largest = largestOf(truth.values);
    return largest > 0 ? truth.yardstickMaximumError / largest : 0;
}

} // namespace

// A yardstick that is off by a tenth of the values has lost them to overflow on the way, even where
// what comes out is finite.
bool isRepresentable(const Truth& truth)
{
    return truth.yardstickAgrees && !truth.hasNaN
        && truth.yardstickMaximumError <= 0.1 * largestOf(truth.values);
}

bool testsSomething(const Truth& truth, Family family)
{
    if (!isFloating(truth.dtype) || truth.values.empty())
        return true;
    const double variation = deviationOf(truth.values);
    std::size_t useful = 0;
    for (std::size_t row = 0; row < truth.rowBudgets.size(); ++row) {
        const std::size_t first = row * static_cast<std::size_t>(truth.rowElements);
        const double largest
            = largestOf(std::span(truth.values).subspan(first, rowEnd(truth, row) - first));
        const double limit
            = (family == Family::Offset ? kShareOfVariation * variation : kShareOfSize * largest)
            + kRoundingUlp * kernel::unitInLastPlace(largest, truth.dtype);
        useful += truth.rowBudgets[row].maximum <= limit ? 1 : 0;
    }
    return family == Family::Offset ? useful == truth.rowBudgets.size()
                                    : 2 * useful >= truth.rowBudgets.size();
}

// Powers of two leave relative errors alone until something on the way underflows.
bool keepsPrecision(const std::vector<Truth>& small, const std::vector<Truth>& plain)
{
    constexpr double kAsBefore = 1.1;
    for (std::size_t i = 0; i < small.size(); ++i)
        if (relativeError(small[i]) > kAsBefore * relativeError(plain[i]))
            return false;
    return true;
}

} // namespace autokernel::lab
