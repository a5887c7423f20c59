// SPDX-License-Identifier: Apache-2.0
// Expected values of one output, the error that each row may have, and how far an answer is from
// them (TRUST 2.1). A row is a vector of the last dimension; rows shorter than kShortestRow are
// judged in groups of neighbours, because an error of a few elements says nothing about its size.
// Pure.
#pragma once

#include "kernel/tolerance.h"
#include "lab/check/host_tensor.h"

#include <cstdint>
#include <span>
#include <vector>

namespace autokernel::lab {

inline constexpr std::int64_t kShortestRow = 16;
inline constexpr std::int64_t kRowGroup = 64; // elements in a group of short rows

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

// How far a budget row of the truth moves when every input is rounded once more at accumulation
// precision: an error that no evaluation in that precision can be blamed for.
struct RowMotion
{
    double maximum = 0;
    double squared = 0; // sum over elements and draws
    std::size_t count = 0;

    double rms() const;
};
// Adds one draw: the truth's values before and after. `rows` has an entry for each budget row.
void addMotion(std::vector<RowMotion>& rows, std::int64_t rowElements,
    std::span<const double> before, std::span<const double> after);

struct TruthRequest
{
    kernel::Tolerance tolerance;
    kernel::Dtype dtype = kernel::Dtype::Float32; // of the output
    std::vector<std::int64_t> sizes; // of the whole output
    std::vector<std::int64_t> rows; // evaluated ones; empty: all
    std::vector<RowMotion> motions; // one for each budget row; empty: not measured
};
Truth makeTruth(const TruthRequest& request, const HostTensor& oracle, const HostTensor& yardstick);

} // namespace autokernel::lab
