// SPDX-License-Identifier: Apache-2.0
// What a package says of itself: the measured gain with its interval and baseline, the errors, the
// machine, and where the samples lie. Written as proof.json beside the package's files. Pure.
#pragma once

#include "base/json.h"
#include "engine/run_context.h"

namespace autokernel::engine {

// `final` was timed in the worker, `inPython` is the same package in a fresh Python process.
Json packageProof(const RunContext& context, const store::EndToEndRecord& final,
    const store::SpeedupInterval& inPython);

} // namespace autokernel::engine
