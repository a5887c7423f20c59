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
// With fewer moving rows the yardstick's own ratio is a matter of luck. A sum of some dozens of
// terms errs a few times as far as one rounding of each term moves it.
constexpr std::size_t kFewestMovingRows = 8;
constexpr double kFewRowsOverMotion = 4;
constexpr double kLargestExactInteger = 1 << 24;

// The value that kUsualShare of the rows do not exceed.
double usualOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto position
        = static_cast<std::size_t>(std::ceil(kUsualShare * static_cast<double>(values.size())) - 1);
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
    // Relative to how far a row moves. Rows of one tensor may differ by orders of magnitude in
    // this: where two large scores nearly tie, any rounding decides.
    struct OverMotion
    {
        double moving
            = kFewRowsOverMotion; // of rows that move farther than their result is rounded
        double still = 1;
    };
    OverMotion maximumOverMotion;
    OverMotion rmsOverMotion;
};

bool moves(double motion, double halfUnit)
{
    return motion > halfUnit;
}

UsualError::OverMotion usualOverMotion(std::vector<double> ratios)
{
    if (ratios.size() < kFewestMovingRows)
        return {};
    const double usual = std::max(1.0, usualOf(std::move(ratios)));
    return {usual, usual};
}

UsualError usualError(const std::vector<RowStatistics>& rows, const TruthRequest& request)
{
    std::vector<double> maximum;
    std::vector<double> rms;
    std::vector<double> maximumOverMotion;
    std::vector<double> rmsOverMotion;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const RowStatistics& row = rows[i];
        if (row.largestValue <= 0)
            continue;
        maximum.push_back(row.largestError / row.largestValue);
        rms.push_back(row.rmsError() / row.rmsValue());
        if (request.motions.empty())
            continue;
        const double half = kernel::unitInLastPlace(row.largestValue, request.dtype) / 2;
        const RowMotion& motion = request.motions[i];
        if (moves(motion.maximum, half))
            maximumOverMotion.push_back(row.largestError / motion.maximum);
        if (moves(motion.rms(), half))
            rmsOverMotion.push_back(row.rmsError() / motion.rms());
    }
    return {usualOf(std::move(maximum)), usualOf(std::move(rms)),
        usualOverMotion(std::move(maximumOverMotion)), usualOverMotion(std::move(rmsOverMotion))};
}

RowBudget budgetOf(const RowStatistics& row, const RowMotion& motion, const UsualError& usual,
    const TruthRequest& request)
{
    const kernel::Tolerance& tolerance = request.tolerance;
    if (!isFloating(request.dtype))
        return {};
    const double half = kernel::unitInLastPlace(row.largestValue, request.dtype) / 2;
    const auto expected = [half](double moved, const UsualError::OverMotion& over) {
        return moved * (moves(moved, half) ? over.moving : over.still);
    };
    const double maximumMoved = expected(motion.maximum, usual.maximumOverMotion);
    const double rmsMoved = expected(motion.rms(), usual.rmsOverMotion);
    const double maximum = tolerance.maximumFactor
        * std::max({row.largestError, usual.maximum * row.largestValue, maximumMoved});
    double rms = tolerance.rmsFactor * std::max(row.rmsError(), usual.rms * row.rmsValue());
    // A row that moves farther than most err owes its error to one rounding that all its elements
    // share: its RMS is that one error, and judged as the largest is.
    if (rmsMoved > usual.rms * row.rmsValue())
        rms = std::max(rms, tolerance.maximumFactor * rmsMoved);
    return {std::max(maximum,
                tolerance.floorUlp * kernel::unitInLastPlace(row.largestValue, request.dtype)),
        std::max(rms, tolerance.floorUlp * kernel::unitInLastPlace(row.rmsValue(), request.dtype))};
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

std::vector<std::size_t> borderlineOf(const HostTensor& oracle, const Truth& truth)
{
    std::vector<std::size_t> positions;
    if (!isFloating(truth.dtype))
        return positions;
    const double limit = kernel::largestFinite(truth.dtype);
    std::vector<double> row;
    for (std::size_t i = 0; i < truth.rowBudgets.size(); ++i) {
        const std::size_t first = i * static_cast<std::size_t>(truth.rowElements);
        row.resize(rowEnd(truth, i) - first);
        loadAsDouble(oracle.bytes, oracle.dtype, first, row);
        for (std::size_t at = 0; at < row.size(); ++at)
            if (std::fabs(std::fabs(row[at]) - limit) <= truth.rowBudgets[i].maximum)
                positions.push_back(first + at);
    }
    return positions;
}

bool exactInteger(const RowStatistics& all, const Truth& truth)
{
    if (!all.agrees || truth.hasNonFinite || all.largestValue >= kLargestExactInteger)
        return false;
    return std::all_of(
        truth.values.begin(), truth.values.end(), [](double v) { return v == std::floor(v); });
}

} // namespace

double RowMotion::rms() const
{
    return count == 0 ? 0 : std::sqrt(squared / static_cast<double>(count));
}

void addMotion(std::vector<RowMotion>& rows, std::int64_t rowElements,
    std::span<const double> before, std::span<const double> after)
{
    for (std::size_t i = 0; i < before.size(); ++i) {
        const double difference = std::fabs(after[i] - before[i]);
        if (!std::isfinite(difference))
            continue;
        RowMotion& row = rows[i / static_cast<std::size_t>(rowElements)];
        row.maximum = std::max(row.maximum, difference);
        row.squared += difference * difference;
        ++row.count;
    }
}

std::size_t Truth::bytes() const
{
    return values.size() * sizeof(double) + rowBudgets.size() * sizeof(RowBudget)
        + borderline.size() * sizeof(std::size_t);
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
    UsualError usual = usualError(rows, request);
    if (all.count == 0 && !all.agrees) {
        const double relative = kLostYardstickUlp * kernel::unitInLastPlace(1, request.dtype);
        usual.maximum = usual.rms = relative;
    }
    RowMotion motion;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const RowMotion moved = request.motions.empty() ? RowMotion {} : request.motions[row];
        truth.rowBudgets.push_back(budgetOf(rows[row], moved, usual, request));
        motion.maximum = std::max(motion.maximum, moved.maximum);
        motion.squared += moved.squared;
        motion.count += moved.count;
    }
    truth.tensorBudget = budgetOf(all, motion, usual, request);
    truth.borderline = borderlineOf(oracle, truth);
    truth.yardstickMaximumError = all.largestError;
    truth.yardstickAgrees = all.agrees;
    truth.isExactInteger = request.tolerance.hasExactSums && isExact && exactInteger(all, truth);
    return truth;
}

} // namespace autokernel::lab
