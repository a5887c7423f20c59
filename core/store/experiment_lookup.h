// SPDX-License-Identifier: Apache-2.0
// From a candidate to the experiment that tried it, and from that to what it was made from. On the
// reader's thread.
#pragma once

#include "store/history_reader.h"

namespace autokernel::store {

// The first experiment of the run with this candidate, one of the search before a control; nullopt
// where the run has none, as for a candidate of an earlier run.
Result<std::optional<ExperimentId>> experimentOfCandidate(
    const HistoryReader& reader, RunId run, CandidateId candidate);

struct ParentExperiment
{
    ExperimentId id; // not valid: its run never tried this candidate
    std::int64_t number = 0; // within the run; 0: likewise
};
// Of all parents of an experiment, the one first that a diff compares with; empty for a starter.
Result<std::vector<ParentExperiment>> parentsOf(const HistoryReader& reader, ExperimentId child);

} // namespace autokernel::store
