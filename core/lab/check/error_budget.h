// SPDX-License-Identifier: Apache-2.0
// Expected values of one output, the error that each row may have, and how far an answer is from
// them (TRUST 2.1). A row is a vector of the last dimension; short rows (kernel/tolerance.h) are
// judged in groups of neighbours, because an error of a few elements says nothing about its size.
// Pure.
#pragma once

#include "kernel/tolerance.h"
#include "lab/check/host_tensor.h"
#include "lab/check/row_motion.h"

#include <cstdint>
#include <span>
#include <vector>

namespace autokernel::lab {

// Elements of a budget row of an output with these sizes.
std::int64_t budgetRowElements(std::span<const std::int64_t> sizes);

struct RowBudget
{
    double maximum = 0; // of the absolute error
    double rms = 0;
};

struct Truth
{
    kernel::Dtype dtype = kernel::Dtype::Float32; // of the output
    std::vector<std::int64_t> sizes; // of the whole output
    std::vector<std::int64_t> rows; // positions along dimension 0 that were evaluated; empty: all
    std::vector<double> values; // infinite where the dtype cannot hold the value
    std::int64_t rowElements = 1; // elements of one budget row
    std::vector<RowBudget> rowBudgets;
    RowBudget tensorBudget;
    // Values so close to the largest that the dtype holds that an answer within budget may be
    // infinite or not; ascending positions in `values`.
    std::vector<std::size_t> borderline;
    double yardstickMaximumError = 0;
    bool yardstickAgrees = true; // NaN and infinities of the yardstick where the oracle has them
    bool hasNonFinite = false;
    bool hasNaN = false;
    bool isExactInteger = false; // every value an integer below 2^24 that the yardstick hit exactly

    bool isSampled() const { return !rows.empty(); }
    std::size_t bytes() const; // of memory, for caches
};

// What the yardstick did in one row: its error relative to the size of the row, and to how far the
// row moves where it moves farther than its result is rounded (else negative).
struct YardstickRow
{
    double maximum = 0;
    double rms = 0;
    double maximumOverMotion = -1;
    double rmsOverMotion = -1;
};

struct TruthRequest
{
    kernel::Tolerance tolerance;
    kernel::Dtype dtype = kernel::Dtype::Float32; // of the output
    std::vector<std::int64_t> sizes; // of the whole output
    std::vector<std::int64_t> rows; // evaluated ones; empty: all
    Motions motions;
    // Rows of other draws of the same recipe: in a few rows the yardstick may be right by luck.
    std::vector<YardstickRow> otherRows {};
    // The yardstick's error is taken for at least so many units in the last place of the row.
    double leastYardstickUlp = 0;
};
Truth makeTruth(const TruthRequest& request, const HostTensor& oracle, const HostTensor& yardstick);

// Rows of another draw, for TruthRequest::otherRows. Rows that are zero everywhere are left out.
std::vector<YardstickRow> yardstickRows(kernel::Dtype dtype, const Motions& motions,
    const HostTensor& oracle, const HostTensor& yardstick);
// Below so many rows otherRows are worth their cost.
inline constexpr std::size_t kFewestYardstickRows = 12;

} // namespace autokernel::lab
