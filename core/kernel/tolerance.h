// SPDX-License-Identifier: Apache-2.0
// How far an answer may be from the truth (TRUST 2.1): factors over the error of PyTorch's own
// kernel on the same inputs, and a floor in units in the last place of the output. The one place
// for these numbers. Pure, any thread.
#pragma once

#include "kernel/dtype.h"

#include <string_view>

namespace autokernel::kernel {

struct Tolerance
{
    double maximumFactor = 4; // c_max: over the yardstick's maximum error, per tensor and per row
    double rmsFactor = 2; // c_rms: over the yardstick's root mean square error
    double floorUlp = 2; // an error of so many units in the last place is always allowed
    // Sums of integers are exact at this class, so that {0,1} inputs must give the very bits
    // wherever the true result is an integer that the accumulator holds.
    bool hasExactSums = false;
};

// Rows shorter than this are judged in groups of neighbours: an error of a few elements says
// nothing about its size.
inline constexpr int kShortestRow = 16;
inline constexpr int kRowGroup = 64; // elements in a group

// Classes: "elementwise", "normalisation", "reduction", "product". Unknown text: the strictest.
Tolerance toleranceOf(std::string_view toleranceClass);

// Distance from |magnitude| to the next larger value of a floating dtype; the smallest subnormal at
// 0.
double unitInLastPlace(double magnitude, Dtype dtype);
double largestFinite(Dtype dtype);
// To nearest, ties to even, as PyTorch converts; infinity beyond the dtype's range.
double roundTo(double value, Dtype dtype);

} // namespace autokernel::kernel
