// SPDX-License-Identifier: Apache-2.0
// What one call of a target does, as the roofline wants it. Pure, any thread.
#pragma once

#include "kernel/candidate.h"
#include "kernel/kernel_type.h"
#include "roofline/point.h"

namespace autokernel::plan {

// FLOP and bytes of one call; an error when an expression overflows.
Result<roofline::Work> workOf(
    const kernel::Variant& variant, const kernel::Target& target, int threads);

} // namespace autokernel::plan
