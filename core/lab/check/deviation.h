// SPDX-License-Identifier: Apache-2.0
// How far an answer is from the truth, in units of what it may be (TRUST 2.1). Pure.
#pragma once

#include "lab/check/error_budget.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace autokernel::lab {

struct Deviation
{
    double worstMaxRatio
        = 0; // error over budget, tensor and rows; infinite where non-finite values differ
    double worstRmsRatio = 0;
    double maximumError = 0;
    std::int64_t firstBadIndex = -1; // row-major in the whole output
    bool nonFiniteMatch = true;
    bool bitExact = true; // equal to the rounded truth everywhere (zeros of either sign are equal)

    bool withinBudget() const { return nonFiniteMatch && worstMaxRatio <= 1 && worstRmsRatio <= 1; }
};
// `output` is the whole output in its dtype. Uses up to `threads` threads.
Deviation compare(const Truth& truth, std::span<const std::byte> output, int threads = 1);

} // namespace autokernel::lab
