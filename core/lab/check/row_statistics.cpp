// SPDX-License-Identifier: Apache-2.0
#include "lab/check/row_statistics.h"

#include <algorithm>
#include <array>

namespace autokernel::lab {

using kernel::Dtype;

bool isFloating(Dtype dtype)
{
    return dtype != Dtype::Int64 && dtype != Dtype::Bool;
}

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

bool sameNonFinite(double value, double truth)
{
    return std::isnan(truth) ? std::isnan(value) : value == truth;
}

RowStatistics statisticsOf(std::span<const double> values, std::span<const double> truth)
{
    RowStatistics row;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        // The size of the truth counts even where the value beside it overflowed.
        if (std::isfinite(truth[i])) {
            row.largestValue = std::max(row.largestValue, std::fabs(truth[i]));
            row.squaredValue += truth[i] * truth[i];
            ++row.finiteTruths;
        }
        if (!std::isfinite(truth[i]) || !std::isfinite(values[i])) {
            row.agrees = row.agrees && sameNonFinite(values[i], truth[i]);
            continue;
        }
        const double error = std::fabs(values[i] - truth[i]);
        row.largestError = std::max(row.largestError, error);
        row.squaredError += error * error;
        ++row.count;
    }
    return row;
}

RowStatistics merged(const std::vector<RowStatistics>& rows)
{
    RowStatistics all;
    for (const RowStatistics& row : rows) {
        all.largestError = std::max(all.largestError, row.largestError);
        all.squaredError += row.squaredError;
        all.count += row.count;
        all.finiteTruths += row.finiteTruths;
        all.largestValue = std::max(all.largestValue, row.largestValue);
        all.squaredValue += row.squaredValue;
        all.agrees = all.agrees && row.agrees;
    }
    return all;
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

} // namespace autokernel::lab
