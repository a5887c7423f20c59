// SPDX-License-Identifier: Apache-2.0
#include "store/experiment_lookup.h"

#include "store/query.h"

namespace autokernel::store {
namespace {

constexpr const char* kSelectByCandidate
    = "SELECT id FROM experiments WHERE candidate_id = ? AND run_id = ? "
      "ORDER BY control <> '', id LIMIT 1";

constexpr const char* kSelectParentExperiments = R"(
SELECT f.id, f.number
FROM experiment_parents p JOIN experiments e ON e.id = p.experiment_id
LEFT JOIN experiments f ON f.id = (
    SELECT id FROM experiments WHERE candidate_id = p.candidate_id AND run_id = e.run_id
    ORDER BY control <> '', id LIMIT 1)
WHERE p.experiment_id = ? ORDER BY p.position)";

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

Result<std::vector<ParentExperiment>> parentsOf(const HistoryReader& reader, ExperimentId child)
{
    std::vector<ParentExperiment> parents;
    AK_TRY(reader.database().guarded([&] {
        Query query(reader.database(), kSelectParentExperiments, child);
        while (query.next()) {
            const auto id = query.id<ExperimentId>();
            parents.push_back({id, query.integer()}); // NULL reads as 0
        }
    }));
    return parents;
}

} // namespace autokernel::store
