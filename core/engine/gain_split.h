// SPDX-License-Identifier: Apache-2.0
// Where the whole model's gain comes from, measured and not attributed: the original against
// starters that pack their weights at each call, these against the starters as shipped, and those
// against the final package; each pair interleaved at the end of the run. Engine thread.
#pragma once

#include "engine/whole_model.h"

namespace autokernel::engine {

// `applied`: what is in the final package. Measures as far as the run's time goes; what it leaves
// out is missing in the history. An error only when the run was cancelled.
Result<void> measureGainSplit(RunContext& context, WholeModel& model, const Targets& applied,
    const protocol::PackageInfo& finalPackage);

} // namespace autokernel::engine
