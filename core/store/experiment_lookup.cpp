// SPDX-License-Identifier: Apache-2.0
#include "store/experiment_lookup.h"

#include "store/query.h"

namespace autokernel::store {
namespace {

constexpr const char* kSelectByCandidate
    = "SELECT id FROM experiments WHERE candidate_id = ? AND run_id = ? "
      "ORDER BY control <> '', id LIMIT 1";

} // namespace

Result<std::optional<ExperimentId>> experimentOfCandidate(
    const HistoryReader& reader, RunId run, CandidateId candidate)
{
    std::optional<ExperimentId> found;
    AK_TRY(reader.database().guarded([&] {
        Query query(reader.database(), kSelectByCandidate, candidate, run);
        if (query.next())
            found = query.id<ExperimentId>();
    }));
    return found;
}

} // namespace autokernel::store
