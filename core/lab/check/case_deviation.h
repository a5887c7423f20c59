// SPDX-License-Identifier: Apache-2.0
// Whether an output answers a case: what the checks and the rechecks of timed outputs share. One
// thread.
#pragma once

#include "lab/check/case_store.h"
#include "lab/check/deviation.h"

#include <cstddef>
#include <span>

namespace autokernel::lab {

struct CaseDeviation
{
    Deviation deviation;
    Truths truths; // those that it was compared with
    // Outside the plain budget (TRUST 2.1), so that the one of ill-conditioned rows decided.
    bool isWidened = false;
    double plainRatio = 0; // worst error over the plain budget, maximum or RMS
};

// An answer outside the budget of its case is compared again with the conditioned one: PyTorch's
// own kernel may be right by luck in a row where the last bit of an input decides.
Result<CaseDeviation> deviationOf(CaseStore& store, const CaseKey& key, std::size_t outputIndex,
    std::span<const std::byte> output, int threads);

} // namespace autokernel::lab
