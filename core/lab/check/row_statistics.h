// SPDX-License-Identifier: Apache-2.0
// Values of an output in double precision, and what one row of it says about errors. Pure.
#pragma once

#include "kernel/dtype.h"
#include "lab/check/error_budget.h"

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace autokernel::lab {

bool isFloating(kernel::Dtype dtype);

// Elements [first, first + values.size()) of a tensor's storage.
void loadAsDouble(std::span<const std::byte> bytes, kernel::Dtype dtype, std::size_t first,
    std::span<double> values);

struct RowStatistics
{
    double largestError = 0;
    double squaredError = 0;
    std::size_t count = 0; // of elements where both are finite
    std::size_t finiteTruths = 0;
    double largestValue = 0; // of the finite truths
    double squaredValue = 0;
    bool agrees = true; // non-finite values in the same places

    double rmsError() const
    {
        return count == 0 ? 0 : std::sqrt(squaredError / static_cast<double>(count));
    }
    double rmsValue() const
    {
        return finiteTruths == 0 ? 0 : std::sqrt(squaredValue / static_cast<double>(finiteTruths));
    }
};

bool sameNonFinite(double value, double truth);
RowStatistics statisticsOf(std::span<const double> values, std::span<const double> truth);
RowStatistics merged(const std::vector<RowStatistics>& rows);

// The budget rows of a truth: their number, and where each ends.
std::size_t rowCount(const Truth& truth);
std::size_t rowEnd(const Truth& truth, std::size_t row);

} // namespace autokernel::lab
