// SPDX-License-Identifier: Apache-2.0
// When the fastest value of a tunable lies at the edge of its choices, the optimum may lie beyond.
// Pure, any thread.
#pragma once

#include "kernel/candidate.h"

#include <string>
#include <vector>

namespace autokernel::mutate {

struct Widened
{
    kernel::Candidate candidate; // the new choice in its manifest, and the tunable set to it
    std::string idea; // one clause
};

// One step beyond the edge for each tunable that stands there, where its choices are a scale: three
// or more, ascending, positive, the last (or first) two at least a factor 2 apart. Twice the
// largest, or half the smallest. Constraints may still forbid it.
std::vector<Widened> widenedChoices(const kernel::Candidate& candidate);

} // namespace autokernel::mutate
