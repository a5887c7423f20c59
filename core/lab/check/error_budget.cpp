// SPDX-License-Identifier: Apache-2.0
#include "lab/check/error_budget.h"

#include "lab/check/row_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Where the yardstick overflows everywhere, this many units in the last place stand in for its
// error.
constexpr double kLostYardstickUlp = 16;
constexpr double kUsualShare = 0.9;
// Relative to how far they move, rows differ more: of the yardstick's own 49,152 rows of one case
// one in a thousand erred 8 times as far as nine in ten did, and one 99 times.
constexpr double kUsualShareOfMotion = 0.99;
// A sum of some dozens of terms errs a few times as far as one rounding of each term moves it.
// Where the yardstick errs farther, its own error in the row is budget enough.
constexpr double kLargestOverMotion = 4;
// Where rows are few, the usual ratio is itself an estimate from some dozens of rows: honest
// kernels came to 1.4 times it in one of some 300 cases.
constexpr double kErrorOfFewRows = 1.5;
constexpr double kLargestExactInteger = 1 << 24;

// The value that this share of the rows does not exceed.
double usualOf(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    const auto position
        = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())) - 1);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(position);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

// What most rows have. Errors of one row go together (a norm's factor is rounded once), so that a
// row may be right by luck, and must not demand luck of others. Rows of one tensor may differ by
// orders of magnitude in how far they move: where two large scores nearly tie, any rounding
// decides.
YardstickRow usualOf(const std::vector<YardstickRow>& rows, bool hasOtherRows)
{
    std::vector<double> maximum;
    std::vector<double> rms;
    std::vector<double> maximumOverMotion;
    std::vector<double> rmsOverMotion;
    for (const YardstickRow& row : rows) {
        maximum.push_back(row.maximum);
        rms.push_back(row.rms);
        if (row.maximumOverMotion >= 0)
            maximumOverMotion.push_back(row.maximumOverMotion);
        if (row.rmsOverMotion >= 0)
            rmsOverMotion.push_back(row.rmsOverMotion);
    }
    const auto overMotion = [&](std::vector<double> ratios) {
        const double usual = std::max(1.0, usualOf(std::move(ratios), kUsualShareOfMotion));
        return hasOtherRows ? kErrorOfFewRows * std::min(kLargestOverMotion, usual) : usual;
    };
    return {usualOf(std::move(maximum), kUsualShare), usualOf(std::move(rms), kUsualShare),
        overMotion(std::move(maximumOverMotion)), overMotion(std::move(rmsOverMotion))};
}

double halfUnit(const RowStatistics& row, Dtype dtype)
{
    return kernel::unitInLastPlace(row.largestValue, dtype) / 2;
}

std::vector<YardstickRow> yardstickRowsOf(
    const std::vector<RowStatistics>& rows, const std::vector<RowMotion>& motions, Dtype dtype)
{
    std::vector<YardstickRow> result;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const RowStatistics& row = rows[i];
        if (row.largestValue <= 0)
            continue;
        YardstickRow found {
            row.largestError / row.largestValue, row.rmsError() / row.rmsValue(), -1, -1};
        if (!motions.empty() && motions[i].maximum() > halfUnit(row, dtype))
            found.maximumOverMotion = row.largestError / motions[i].maximum();
        if (!motions.empty() && motions[i].rms() > halfUnit(row, dtype))
            found.rmsOverMotion = row.rmsError() / motions[i].rms();
        result.push_back(found);
    }
    return result;
}

RowBudget budgetOf(const RowStatistics& row, const RowMotion& motion, const YardstickRow& usual,
    const TruthRequest& request)
{
    const kernel::Tolerance& tolerance = request.tolerance;
    if (!isFloating(request.dtype))
        return {};
    const double half = halfUnit(row, request.dtype);
    const double ulpOfMaximum = kernel::unitInLastPlace(row.largestValue, request.dtype);
    const double ulpOfRms = kernel::unitInLastPlace(row.rmsValue(), request.dtype);
    // Where rows are few, one that moves less than its result is rounded errs by that rounding.
    const auto expected = [&](double moved, double overMotion) {
        return request.otherRows.empty() || moved > half ? moved * overMotion : moved;
    };
    const double maximumMoved = expected(motion.maximum(), usual.maximumOverMotion);
    const double rmsMoved = expected(motion.rms(), usual.rmsOverMotion);
    const double leastError = request.leastYardstickUlp * ulpOfMaximum;
    const double maximum = tolerance.maximumFactor
        * std::max({row.largestError, usual.maximum * row.largestValue, maximumMoved, leastError});
    double rms = tolerance.rmsFactor
        * std::max({row.rmsError(), usual.rms * row.rmsValue(), rmsMoved, leastError});
    // A row that moves farther than most err owes its error to one rounding that its elements
    // share: its RMS is that one error, and judged as the largest is. Where rows are few that is
    // not assumed, but seen.
    const bool isOneError
        = request.otherRows.empty() ? rmsMoved > usual.rms * row.rmsValue() : motion.isShared();
    if (isOneError)
        rms = std::max(rms, tolerance.maximumFactor * rmsMoved);
    return {std::max(maximum, tolerance.floorUlp * ulpOfMaximum),
        std::max(rms, tolerance.floorUlp * ulpOfRms)};
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

std::size_t Truth::bytes() const
{
    return values.size() * sizeof(double) + rowBudgets.size() * sizeof(RowBudget)
        + borderline.size() * sizeof(std::size_t);
}

std::int64_t budgetRowElements(std::span<const std::int64_t> sizes)
{
    const std::int64_t last = sizes.empty() ? 1 : sizes.back();
    return last >= kernel::kShortestRow ? last : kernel::kRowGroup;
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
    auto known = yardstickRowsOf(rows, request.motions.rows, request.dtype);
    known.insert(known.end(), request.otherRows.begin(), request.otherRows.end());
    YardstickRow usual = usualOf(known, !request.otherRows.empty());
    if (all.count == 0 && !all.agrees) {
        const double relative = kLostYardstickUlp * kernel::unitInLastPlace(1, request.dtype);
        usual.maximum = usual.rms = relative;
    }
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const RowMotion moved
            = request.motions.rows.empty() ? RowMotion {} : request.motions.rows[row];
        truth.rowBudgets.push_back(budgetOf(rows[row], moved, usual, request));
    }
    truth.tensorBudget = budgetOf(all, request.motions.whole, usual, request);
    truth.borderline = borderlineOf(oracle, truth);
    truth.yardstickMaximumError = all.largestError;
    truth.yardstickAgrees = all.agrees;
    truth.isExactInteger = request.tolerance.hasExactSums && isExact && exactInteger(all, truth);
    return truth;
}

std::vector<YardstickRow> yardstickRows(
    Dtype dtype, const Motions& motions, const HostTensor& oracle, const HostTensor& yardstick)
{
    const auto values = representable(oracle, dtype);
    const auto length = static_cast<std::size_t>(budgetRowElements(oracle.sizes));
    std::vector<RowStatistics> rows;
    std::vector<double> theirs;
    for (std::size_t first = 0; first < values.size(); first += length) {
        const auto ours = std::span(values).subspan(first, std::min(length, values.size() - first));
        theirs.resize(ours.size());
        loadAsDouble(yardstick.bytes, yardstick.dtype, first, theirs);
        rows.push_back(statisticsOf(theirs, ours));
    }
    return yardstickRowsOf(rows, motions.rows, dtype);
}

} // namespace autokernel::lab
