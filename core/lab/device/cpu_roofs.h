// SPDX-License-Identifier: Apache-2.0
// Measures the ceilings of this processor (TRUST 1.1): FLOP/s per dtype and instruction set from
// register-only chains, bandwidth per memory level for copy, read and write; with one thread and
// with all. Pins its own threads; run it while nothing else does. Call from one thread at a time.
#pragma once

#include "base/result.h"
#include "roofline/roofs.h"

#include <functional>
#include <string>

namespace autokernel::lab {

struct CpuRoofOptions
{
    int threads = 0; // of the "all threads" figures; 0: every core this process may use
    double budgetSeconds = 6; // upper bound of the whole measurement
    std::function<void(const std::string& text, double fraction)> progress = {}; // may be empty
};

// Roofs::deviceSignature is left to the caller.
Result<roofline::Roofs> measureCpuRoofs(const CpuRoofOptions& options = {});

} // namespace autokernel::lab
