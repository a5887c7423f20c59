// SPDX-License-Identifier: Apache-2.0
#include "lab/check/error_budget.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <thread>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Where the yardstick overflows everywhere, this many units in the last place stand in for its
// error.
constexpr double kLostYardstickUlp = 16;
constexpr double kLargestExactInteger = 1 << 24;
constexpr std::size_t kElementsPerThread = std::size_t {1} << 20;

bool isFloating(Dtype dtype)
{
    return dtype != Dtype::Int64 && dtype != Dtype::Bool;
}

// Elements [first, first + values.size()) of a tensor's storage as doubles.
void loadAsDouble(
    std::span<const std::byte> bytes, Dtype dtype, std::size_t first, std::span<double> values)
{
    if (dtype == Dtype::Int64) {
        const auto* in = reinterpret_cast<const std::int64_t*>(bytes.data()) + first;
        std::transform(
            in, in + values.size(), values.begin(), [](auto v) { return static_cast<double>(v); });
    } else if (dtype == Dtype::Bool) {
        const auto* in = bytes.data() + first;
        std::transform(in, in + values.size(), values.begin(),
            [](auto v) { return v == std::byte {0} ? 0.0 : 1.0; });
    } else if (dtype == Dtype::Float64) {
        const auto* in = reinterpret_cast<const double*>(bytes.data()) + first;
        std::copy_n(in, values.size(), values.begin());
    } else {
        std::array<float, 1024> chunk {};
        const std::size_t width = kernel::elementBytes(dtype);
        for (std::size_t done = 0; done < values.size(); done += chunk.size()) {
            const std::size_t count = std::min(chunk.size(), values.size() - done);
            loadAsFloat(bytes.subspan((first + done) * width, count * width), dtype,
                std::span(chunk).first(count));
            std::copy_n(chunk.begin(), count, values.begin() + static_cast<std::ptrdiff_t>(done));
        }
    }
}

// What one row says about values and errors.
struct RowStatistics
{
    double largestError = 0;
    double squaredError = 0;
    std::size_t count = 0; // of elements where both are finite
    double largestValue = 0;
    double squaredValue = 0;
    bool agrees = true; // non-finite values in the same places

    double rmsError() const
    {
        return count == 0 ? 0 : std::sqrt(squaredError / static_cast<double>(count));
    }
    double rmsValue() const
    {
        return count == 0 ? 0 : std::sqrt(squaredValue / static_cast<double>(count));
    }
};

bool sameNonFinite(double value, double truth)
{
    return std::isnan(truth) ? std::isnan(value) : value == truth;
}

RowStatistics statisticsOf(std::span<const double> values, std::span<const double> truth)
{
    RowStatistics row;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (!std::isfinite(truth[i]) || !std::isfinite(values[i])) {
            row.agrees = row.agrees && sameNonFinite(values[i], truth[i]);
            continue;
        }
        const double error = std::fabs(values[i] - truth[i]);
        row.largestError = std::max(row.largestError, error);
        row.squaredError += error * error;
        row.largestValue = std::max(row.largestValue, std::fabs(truth[i]));
        row.squaredValue += truth[i] * truth[i];
        ++row.count;
    }
    return row;
}

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

// The yardstick's error relative to the size of its row, typical over all rows: a single short row
// may be right by luck, and must not demand luck of others.
struct TypicalError
{
    double maximum = 0;
    double rms = 0;
};

TypicalError typicalError(const std::vector<RowStatistics>& rows)
{
    std::vector<double> maximum;
    std::vector<double> rms;
    for (const RowStatistics& row : rows)
        if (row.largestValue > 0) {
            maximum.push_back(row.largestError / row.largestValue);
            rms.push_back(row.rmsError() / row.rmsValue());
        }
    return {medianOf(std::move(maximum)), medianOf(std::move(rms))};
}

RowBudget budgetOf(const RowStatistics& row, const TypicalError& typical,
    const TruthRequest& request, double conditioning)
{
    const kernel::Tolerance& tolerance = request.tolerance;
    if (!isFloating(request.dtype))
        return {};
    const double maximum = std::max(row.largestError, typical.maximum * row.largestValue);
    const double rms = std::max(row.rmsError(), typical.rms * row.rmsValue());
    return {std::max({tolerance.maximumFactor * std::max(maximum, conditioning),
                tolerance.floorUlp * kernel::unitInLastPlace(row.largestValue, request.dtype)}),
        std::max({tolerance.rmsFactor * std::max(rms, conditioning),
            tolerance.floorUlp * kernel::unitInLastPlace(row.rmsValue(), request.dtype)})};
}

std::size_t rowCount(const Truth& truth)
{
    const auto length = static_cast<std::size_t>(truth.rowElements);
    return (truth.values.size() + length - 1) / length;
}

std::size_t rowEnd(const Truth& truth, std::size_t row)
{
    return std::min(truth.values.size(), (row + 1) * static_cast<std::size_t>(truth.rowElements));
}

RowStatistics merged(const std::vector<RowStatistics>& rows)
{
    RowStatistics all;
    for (const RowStatistics& row : rows) {
        all.largestError = std::max(all.largestError, row.largestError);
        all.squaredError += row.squaredError;
        all.count += row.count;
        all.largestValue = std::max(all.largestValue, row.largestValue);
        all.squaredValue += row.squaredValue;
        all.agrees = all.agrees && row.agrees;
    }
    return all;
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

Truth makeTruth(const TruthRequest& request, const HostTensor& oracle, const HostTensor& yardstick)
{
    Truth truth;
    truth.dtype = request.dtype;
    truth.sizes = request.sizes;
    truth.rows = request.rows;
    truth.values = representable(oracle, request.dtype);
    const std::int64_t last = request.sizes.empty() ? 1 : request.sizes.back();
    truth.rowElements = last >= kShortestRow ? last : kRowGroup;

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
    TypicalError typical = typicalError(rows);
    if (all.count == 0 && !all.agrees) {
        const double relative = kLostYardstickUlp * kernel::unitInLastPlace(1, request.dtype);
        typical = {relative, relative};
    }
    double conditioning = 0;
    for (const double value : request.conditioning)
        conditioning += value * value / static_cast<double>(request.conditioning.size());
    conditioning = std::sqrt(conditioning);
    for (const RowStatistics& row : rows)
        truth.rowBudgets.push_back(budgetOf(row, typical, request, conditioning));
    truth.tensorBudget = budgetOf(all, typical, request, conditioning);
    truth.yardstickMaximumError = all.largestError;
    truth.yardstickAgrees = all.agrees;
    truth.isExactInteger = request.tolerance.hasExactSums && isExact && exactInteger(all, truth);
    return truth;
}

namespace {

// Largest and squared error over a row, eight lanes at a time; not finite when any value is not.
struct FastErrors
{
    double largest = 0;
    double squared = 0;
};

FastErrors fastErrors(const double* values, const double* truth, std::size_t count)
{
    constexpr std::size_t kLanes = 8;
    std::array<double, kLanes> largest {};
    std::array<double, kLanes> squared {};
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const double error = std::fabs(values[i + lane] - truth[i + lane]);
            largest[lane] = error > largest[lane] ? error : largest[lane];
            squared[lane] += error * error;
        }
    FastErrors result;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        result.largest = std::max(result.largest, largest[lane]);
        result.squared += squared[lane];
    }
    for (; i < count; ++i) {
        const double error = std::fabs(values[i] - truth[i]);
        result.largest = std::max(result.largest, error);
        result.squared += error * error;
    }
    return result;
}

double ratioOf(double error, double budget)
{
    if (error == 0)
        return 0;
    return budget > 0 ? error / budget : kInfinity;
}

// What a range of rows found.
struct Partial
{
    RowStatistics all;
    double worstMaxRatio = 0;
    double worstRmsRatio = 0;
    std::int64_t firstBad = -1; // position within truth.values
    bool bitExact = true;

    void noteBad(std::size_t index)
    {
        if (firstBad < 0)
            firstBad = static_cast<std::int64_t>(index);
    }
};

std::size_t firstBadIn(std::span<const double> values, std::span<const double> truth, double budget)
{
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const bool finite = std::isfinite(values[i]) && std::isfinite(truth[i]);
        if (finite ? std::fabs(values[i] - truth[i]) > budget : !sameNonFinite(values[i], truth[i]))
            return i;
    }
    return 0;
}

void judgeRow(const Truth& truth, std::size_t row, std::span<const double> values, Partial& partial)
{
    const std::size_t first = row * static_cast<std::size_t>(truth.rowElements);
    const auto expected = std::span(truth.values).subspan(first, values.size());
    const FastErrors fast = fastErrors(values.data(), expected.data(), values.size());
    RowStatistics statistics;
    statistics.largestError = fast.largest;
    statistics.squaredError = fast.squared;
    statistics.count = values.size();
    if (!std::isfinite(fast.squared))
        statistics = statisticsOf(values, expected);

    const RowBudget& budget = truth.rowBudgets[row];
    const double maxRatio
        = statistics.agrees ? ratioOf(statistics.largestError, budget.maximum) : kInfinity;
    const double rmsRatio = ratioOf(statistics.rmsError(), budget.rms);
    partial.worstMaxRatio = std::max(partial.worstMaxRatio, maxRatio);
    partial.worstRmsRatio = std::max(partial.worstRmsRatio, rmsRatio);
    if (maxRatio > 1 || rmsRatio > 1)
        partial.noteBad(first + firstBadIn(values, expected, budget.maximum));
    if (truth.isExactInteger)
        for (std::size_t i = 0; i < values.size(); ++i)
            if (values[i] != kernel::roundTo(expected[i], truth.dtype)) {
                partial.bitExact = false;
                partial.noteBad(first + i);
            }
    partial.all = merged({partial.all, statistics});
}

Partial judgeRows(
    const Truth& truth, std::span<const std::byte> output, std::size_t begin, std::size_t end)
{
    Partial partial;
    std::vector<double> values;
    for (std::size_t row = begin; row < end; ++row) {
        const std::size_t first = row * static_cast<std::size_t>(truth.rowElements);
        values.resize(rowEnd(truth, row) - first);
        loadAsDouble(output, truth.dtype, first, values);
        judgeRow(truth, row, values, partial);
    }
    return partial;
}

void absorb(Partial& into, const Partial& part)
{
    into.all = merged({into.all, part.all});
    into.worstMaxRatio = std::max(into.worstMaxRatio, part.worstMaxRatio);
    into.worstRmsRatio = std::max(into.worstRmsRatio, part.worstRmsRatio);
    into.firstBad = into.firstBad >= 0 ? into.firstBad : part.firstBad;
    into.bitExact = into.bitExact && part.bitExact;
}

Partial judgeAllRows(const Truth& truth, std::span<const std::byte> output, int threads)
{
    const std::size_t rows = rowCount(truth);
    const std::size_t parts = std::clamp<std::size_t>(truth.values.size() / kElementsPerThread, 1,
        static_cast<std::size_t>(std::max(threads, 1)));
    std::vector<Partial> partials(parts);
    {
        std::vector<std::jthread> others;
        for (std::size_t part = 1; part < parts; ++part)
            others.emplace_back([&, part] {
                partials[part]
                    = judgeRows(truth, output, rows * part / parts, rows * (part + 1) / parts);
            });
        partials[0] = judgeRows(truth, output, 0, rows / parts);
    }
    for (std::size_t part = 1; part < parts; ++part)
        absorb(partials[0], partials[part]);
    return partials[0];
}

std::size_t elementsPerOuterRow(const Truth& truth)
{
    std::size_t elements = 1;
    for (std::size_t dimension = 1; dimension < truth.sizes.size(); ++dimension)
        elements *= static_cast<std::size_t>(truth.sizes[dimension]);
    return elements;
}

std::vector<std::byte> gatherRows(const Truth& truth, std::span<const std::byte> output)
{
    const std::size_t width = elementsPerOuterRow(truth) * kernel::elementBytes(truth.dtype);
    std::vector<std::byte> gathered;
    gathered.reserve(truth.rows.size() * width);
    for (const std::int64_t row : truth.rows) {
        const auto bytes = output.subspan(static_cast<std::size_t>(row) * width, width);
        gathered.insert(gathered.end(), bytes.begin(), bytes.end());
    }
    return gathered;
}

// Row-major index of the first NaN in the whole output, -1 without.
std::int64_t firstNaN(std::span<const std::byte> output, Dtype dtype)
{
    const std::size_t count = output.size() / kernel::elementBytes(dtype);
    std::array<double, 1024> chunk {};
    for (std::size_t first = 0; first < count; first += chunk.size()) {
        const auto values = std::span(chunk).first(std::min(chunk.size(), count - first));
        loadAsDouble(output, dtype, first, values);
        for (std::size_t i = 0; i < values.size(); ++i)
            if (std::isnan(values[i]))
                return static_cast<std::int64_t>(first + i);
    }
    return -1;
}

std::int64_t indexInOutput(const Truth& truth, std::int64_t position)
{
    if (position < 0 || !truth.isSampled())
        return position;
    const auto width = static_cast<std::int64_t>(elementsPerOuterRow(truth));
    return truth.rows[static_cast<std::size_t>(position / width)] * width + position % width;
}

} // namespace

Deviation compare(const Truth& truth, std::span<const std::byte> output, int threads)
{
    const Partial found = truth.isSampled()
        ? judgeAllRows(truth, gatherRows(truth, output), threads)
        : judgeAllRows(truth, output, threads);
    Deviation deviation;
    deviation.worstMaxRatio = std::max(
        found.worstMaxRatio, ratioOf(found.all.largestError, truth.tensorBudget.maximum));
    deviation.worstRmsRatio
        = std::max(found.worstRmsRatio, ratioOf(found.all.rmsError(), truth.tensorBudget.rms));
    deviation.maximumError = found.all.largestError;
    deviation.firstBadIndex = indexInOutput(truth, found.firstBad);
    deviation.nonFiniteMatch = found.all.agrees;
    deviation.bitExact = found.bitExact;
    if (truth.isSampled() && !truth.hasNonFinite && isFloating(truth.dtype))
        if (const std::int64_t index = firstNaN(output, truth.dtype); index >= 0) {
            deviation.nonFiniteMatch = false;
            deviation.worstMaxRatio = kInfinity;
            if (deviation.firstBadIndex < 0)
                deviation.firstBadIndex = index;
        }
    return deviation;
}

} // namespace autokernel::lab
