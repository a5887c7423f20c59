// SPDX-License-Identifier: Apache-2.0
#include "lab/check/deviation.h"

#include "lab/check/row_statistics.h"

#include <algorithm>
#include <array>
#include <limits>
#include <thread>

namespace autokernel::lab {
namespace {

using kernel::Dtype;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kElementsPerThread = std::size_t {1} << 20;

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

// Borderline answers on the right side of zero count as hit.
void settleBorderline(const Truth& truth, std::size_t row, std::span<double> values)
{
    const std::size_t first = row * static_cast<std::size_t>(truth.rowElements);
    const double least = kernel::largestFinite(truth.dtype) - 2 * truth.rowBudgets[row].maximum;
    auto position = std::lower_bound(truth.borderline.begin(), truth.borderline.end(), first);
    for (; position != truth.borderline.end() && *position < first + values.size(); ++position) {
        const double expected = truth.values[*position];
        double& value = values[*position - first];
        if (std::fabs(value) >= least && std::signbit(value) == std::signbit(expected))
            value = expected;
    }
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
        settleBorderline(truth, row, values);
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
