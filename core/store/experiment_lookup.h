// SPDX-License-Identifier: Apache-2.0
// From a candidate to the experiment that tried it. On the reader's thread.
#pragma once

#include "store/history_reader.h"

namespace autokernel::store {

// The first experiment of the run with this candidate, one of the search before a control; nullopt
// where the run has none, as for a candidate of an earlier run.
Result<std::optional<ExperimentId>> experimentOfCandidate(
    const HistoryReader& reader, RunId run, CandidateId candidate);

} // namespace autokernel::store
