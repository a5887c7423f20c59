// SPDX-License-Identifier: Apache-2.0
// What the steps of one experiment share. Part of ExperimentRunner. Engine thread.
#pragma once

#include "engine/experiment.h"

namespace autokernel::engine {

struct ExperimentRunner::Session
{
    const TargetState& target;
    const mutate::Proposal& proposal;
    std::uint64_t seed;
    std::stop_token stop;
    Seconds began;
    ExperimentOutcome outcome {};
    judge::Evidence evidence {};
    protocol::CandidateRef candidate {};
    bool hasRetried = false; // on a fresh worker

    store::ExperimentRecord& record() { return outcome.record; }
};

struct ExperimentRunner::Timing
{
    int pairs = 0;
    bool freshProcesses = false; // new processes, new data
    bool startWithB = false;
    std::uint64_t salt = 0;
};

} // namespace autokernel::engine
