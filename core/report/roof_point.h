// SPDX-License-Identifier: Apache-2.0
// Where a timed target lies under the roofs of its device, the same for reports and windows. Pure.
#pragma once

#include "kernel/kernel_type.h"
#include "roofline/floor.h"
#include "roofline/point.h"

#include <cstdint>
#include <vector>

namespace autokernel::report {

// FLOP and bytes of one call; zero where the kernel type is not known here.
kernel::Cost costOfTarget(
    const std::vector<kernel::KernelType>& types, const kernel::Target& target);

// Least time of one call that the roofs allow; 0 s where the kernel type is not known here.
roofline::Floor floorOfTarget(const roofline::Roofs& roofs,
    const std::vector<kernel::KernelType>& types, const kernel::Target& target, int threads);

// `cost.bytes` > 0, `microseconds` > 0: one call. `footprintBytes`: of the data sets that it was
// timed on.
roofline::Point pointUnderRoofs(const roofline::Roofs& roofs, const kernel::Cost& cost,
    kernel::Dtype dtype, std::uint64_t footprintBytes, double microseconds);

} // namespace autokernel::report
