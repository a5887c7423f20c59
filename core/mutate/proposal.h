// SPDX-License-Identifier: Apache-2.0
// What a search says and hears: a candidate to evaluate, and how it went. Values, any thread.
#pragma once

#include "judge/verdict.h"
#include "kernel/candidate.h"

#include <limits>
#include <string>
#include <vector>

namespace autokernel::mutate {

struct Proposal
{
    kernel::Candidate candidate;
    std::string hash; // candidate.normalisedHash()
    std::string mutator; // "seed", "parameters", "structure", "crossover"
    std::string idea; // one sentence: what changed, and why it may help
    std::vector<std::string> parents; // normalised hashes
};

struct Observation
{
    std::string normalisedHash;
    judge::VerdictKind verdict = judge::VerdictKind::Cancelled;
    // ln(time of the original / time of the candidate); NaN when it was never timed.
    double logSpeedup = std::numeric_limits<double>::quiet_NaN();
    double noise = 0; // standard error of logSpeedup
    double seconds = 0; // what the experiment cost, compile included
    bool isTimed() const { return logSpeedup == logSpeedup; }
};

} // namespace autokernel::mutate
