// SPDX-License-Identifier: Apache-2.0
// Whether a case can tell a right answer from a wrong one. Pure.
#pragma once

#include "lab/check/error_budget.h"
#include "lab/check/input_families.h"

namespace autokernel::lab {

// The dtype holds the definition's values: no NaN, and the yardstick's infinities are the truth's.
bool isRepresentable(const Truth& truth);

// At least half of the rows would notice a wrong answer: their budget is a small part of their
// values. With offsets all rows, and a small part of what varies.
bool testsSomething(const Truth& truth, Family family);

// The yardstick errs as much, relatively, as without the family's scale: nothing on the way
// underflows.
bool keepsPrecision(const std::vector<Truth>& small, const std::vector<Truth>& plain);

} // namespace autokernel::lab
