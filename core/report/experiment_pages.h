// SPDX-License-Identifier: Apache-2.0
// All experiments of a run, oldest first, page by page. core/report alone.
#pragma once

#include "store/history_reader.h"

namespace autokernel::report {

template <typename Visit>
Result<void> forEachExperiment(const store::HistoryReader& reader, store::RunId run, Visit visit)
{
    store::ExperimentQuery query;
    query.run = run;
    query.order = store::ExperimentOrder::Oldest;
    query.limit = 5000;
    while (true) {
        AK_ASSIGN(const auto rows, reader.experiments(query));
        for (const auto& row : rows)
            visit(row);
        if (rows.size() < static_cast<std::size_t>(query.limit))
            return {};
        query.after = rows.back().id;
    }
}

} // namespace autokernel::report
