// SPDX-License-Identifier: Apache-2.0
// What the steps of one experiment share. Part of ExperimentRunner. Engine thread.
#pragma once

#include "engine/experiment.h"

namespace autokernel::engine {

// What the seeds of one experiment are for; each request of a confirmation has one of its own.
enum Salt : std::uint64_t
{
    kSmokeSalt = 1,
    kCheckSalt = 2,
    kFirstGateSalt = 3,
    kPrintedSalt = 4,
    kVendorSalt = 5,
    kConfirmationSalt = 1000,
    kMorePrintedSalt = 2000,
    kAgainSalt = 3000
};

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
