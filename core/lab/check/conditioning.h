// SPDX-License-Identifier: Apache-2.0
// How far the results of one case move when its inputs are rounded once more. One thread.
#pragma once

#include "lab/check/reference.h"
#include "lab/check/row_motion.h"

#include <cstdint>
#include <span>
#include <vector>

namespace autokernel::lab {

// For each output of `oracle`, which is the definition's answer to `inputs`. Evaluates the
// definition once for each of the `draws`.
Result<std::vector<Motions>> motionsOf(const Reference& reference, const kernel::Variant& variant,
    const std::vector<HostTensor>& inputs, std::span<const double> scalars,
    const std::vector<HostTensor>& oracle, std::uint64_t seed, int draws);

} // namespace autokernel::lab
