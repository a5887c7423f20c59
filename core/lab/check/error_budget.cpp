// SPDX-License-Identifier: Apache-2.0
#include "lab/check/error_budget.h"

#include "lab/check/row_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Where the yardstick overflows everywhere, this many units in the last place stand in for its
// error.
constexpr double kLostYardstickUlp = 16;
constexpr double kUsualShare = 0.9;
constexpr double kLargestExactInteger = 1 << 24;

// The value that kUsualShare of the rows do not exceed.
double usualOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto position
        = static_cast<std::size_t>(kUsualShare * static_cast<double>(values.size() - 1));
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(position);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

// The yardstick's error relative to the size of its row, as most rows have it. Errors of one row go
// together (a norm's factor is rounded once), so that a row may be right by luck, and must not
// demand luck of others.
struct UsualError
{
    double maximum = 0;
    double rms = 0;
};

UsualError usualError(const std::vector<RowStatistics>& rows)
{
    std::vector<double> maximum;
    std::vector<double> rms;
    for (const RowStatistics& row : rows)
        if (row.largestValue > 0) {
            maximum.push_back(row.largestError / row.largestValue);
            rms.push_back(row.rmsError() / row.rmsValue());
        }
    return {usualOf(std::move(maximum)), usualOf(std::move(rms))};
}

RowBudget budgetOf(const RowStatistics& row, const UsualError& usual, const TruthRequest& request,
    double conditioning)
{
    const kernel::Tolerance& tolerance = request.tolerance;
    if (!isFloating(request.dtype))
        return {};
    const double maximum = std::max(row.largestError, usual.maximum * row.largestValue);
    const double rms = std::max(row.rmsError(), usual.rms * row.rmsValue());
    return {std::max(tolerance.maximumFactor * std::max(maximum, conditioning),
                tolerance.floorUlp * kernel::unitInLastPlace(row.largestValue, request.dtype)),
        std::max(tolerance.rmsFactor * std::max(rms, conditioning),
            tolerance.floorUlp * kernel::unitInLastPlace(row.rmsValue(), request.dtype))};
}

// Values of the oracle as the output's dtype can hold them; infinite beyond its range.
std::vector<double> representable(const HostTensor& oracle, Dtype dtype)
{
    std::vector<double> values(static_cast<std::size_t>(oracle.elements()));
    loadAsDouble(oracle.bytes, oracle.dtype, 0, values);
    if (!isFloating(dtype))
        return values;
    const double limit = kernel::largestFinite(dtype)
        + kernel::unitInLastPlace(kernel::largestFinite(dtype), dtype) / 2;
    for (double& value : values)
        if (std::fabs(value) >= limit)
            value = std::copysign(kInfinity, value);
    return values;
}

bool exactInteger(const RowStatistics& all, const Truth& truth)
{
    if (!all.agrees || truth.hasNonFinite || all.largestValue >= kLargestExactInteger)
        return false;
    return std::all_of(
        truth.values.begin(), truth.values.end(), [](double v) { return v == std::floor(v); });
}

} // namespace

std::size_t Truth::bytes() const
{
    return values.size() * sizeof(double) + rowBudgets.size() * sizeof(RowBudget);
}

std::int64_t budgetRowElements(std::span<const std::int64_t> sizes)
{
    const std::int64_t last = sizes.empty() ? 1 : sizes.back();
    return last >= kShortestRow ? last : kRowGroup;
}

Truth makeTruth(const TruthRequest& request, const HostTensor& oracle, const HostTensor& yardstick)
{
    Truth truth;
    truth.dtype = request.dtype;
    truth.sizes = request.sizes;
    truth.rows = request.rows;
    truth.values = representable(oracle, request.dtype);
    truth.rowElements = budgetRowElements(request.sizes);

    std::vector<RowStatistics> rows(rowCount(truth));
    std::vector<double> theirs;
    bool isExact = true;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::size_t first = row * static_cast<std::size_t>(truth.rowElements);
        const auto ours = std::span(truth.values).subspan(first, rowEnd(truth, row) - first);
        theirs.resize(ours.size());
        loadAsDouble(yardstick.bytes, yardstick.dtype, first, theirs);
        rows[row] = statisticsOf(theirs, ours);
        truth.hasNonFinite = truth.hasNonFinite || rows[row].count < ours.size();
        isExact = isExact
            && std::equal(ours.begin(), ours.end(), theirs.begin(),
                [&](double a, double b) { return kernel::roundTo(a, request.dtype) == b; });
    }

    truth.hasNaN = truth.hasNonFinite
        && std::any_of(
            truth.values.begin(), truth.values.end(), [](double v) { return std::isnan(v); });

    const RowStatistics all = merged(rows);
    UsualError usual = usualError(rows);
    if (all.count == 0 && !all.agrees) {
        const double relative = kLostYardstickUlp * kernel::unitInLastPlace(1, request.dtype);
        usual = {relative, relative};
    }
    double conditioning = 0;
    for (const double value : request.conditioning)
        conditioning += value * value / static_cast<double>(request.conditioning.size());
    conditioning = std::sqrt(conditioning);
    for (const RowStatistics& row : rows)
        truth.rowBudgets.push_back(budgetOf(row, usual, request, conditioning));
    truth.tensorBudget = budgetOf(all, usual, request, conditioning);
    truth.yardstickMaximumError = all.largestError;
    truth.yardstickAgrees = all.agrees;
    truth.isExactInteger = request.tolerance.hasExactSums && isExact && exactInteger(all, truth);
    return truth;
}

} // namespace autokernel::lab
