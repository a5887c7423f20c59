// SPDX-License-Identifier: Apache-2.0
// A CPU candidate with `prepare`, rewritten so that each call packs its weights itself, into a
// workspace. Not a proposal of the search: the whole model with and without it shows what packing
// ahead of time is worth. Pure, any thread.
#pragma once

#include "kernel/candidate.h"

namespace autokernel::mutate {

// Errors: Unsupported for a candidate without `prepare`, or of a form that this rewrite does not
// know (both functions must be defined as `extern "C" void NAME(...)`).
Result<kernel::Candidate> packEveryCall(const kernel::Candidate& candidate);

} // namespace autokernel::mutate
