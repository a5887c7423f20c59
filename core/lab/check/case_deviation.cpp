// SPDX-License-Identifier: Apache-2.0
#include "lab/check/case_deviation.h"

#include <algorithm>

namespace autokernel::lab {

Result<CaseDeviation> deviationOf(CaseStore& store, const CaseKey& key, std::size_t outputIndex,
    std::span<const std::byte> output, int threads)
{
    AK_ASSIGN(auto truths, store.truths(key));
    CaseDeviation found {compare((*truths)[outputIndex], output, threads), std::move(truths)};
    found.plainRatio = std::max(found.deviation.worstMaxRatio, found.deviation.worstRmsRatio);
    if (found.deviation.withinBudget() || !found.deviation.nonFiniteMatch)
        return found;
    AK_ASSIGN(found.truths, store.conditionedTruths(key));
    found.isWidened = true;
    found.deviation = compare((*found.truths)[outputIndex], output, threads);
    return found;
}

} // namespace autokernel::lab
