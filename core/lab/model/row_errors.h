// SPDX-License-Identifier: Apache-2.0
// TRUST 2.1b on tensors: a model's error over what the original's own error allows. Pure.
#pragma once

#include <ATen/core/Tensor.h>

namespace autokernel::lab {

struct ErrorRatios
{
    double maximum = 0; // worst row; at most 1 passes
    double rms = 0;
};

// Rounding that a row of an original is assumed to carry where no better truth than itself exists.
inline constexpr double kAssumedUlps = 16;

// Rows are the last dimension, short ones in groups (kernel/tolerance.h, which has all numbers).
// Per row, the budget is 4 (maximum) or 2 (RMS) times the original's error against `truth`, at
// least 2 ulp of the row's largest value at the output's dtype. All elements of a normalised row
// share the error of its scale, which the original hits by luck in some rows: its error is taken
// for at least what the median row has, in ulp of the row's largest value, and at least for
// `assumedUlps`. An original that is not finite asks for the same in the patched output. Shapes
// that differ: infinity.
ErrorRatios errorRatios(const at::Tensor& patched, const at::Tensor& original,
    const at::Tensor& truth, double assumedUlps = 0);

} // namespace autokernel::lab
