// SPDX-License-Identifier: Apache-2.0
// Answers the worker's `time` and `ladder` requests and keeps what is worth keeping between them:
// the data sets of recent targets and the processes of recent contenders, so that fifty more pairs
// cost only their own time. One thread; every contender's process dies with it.
#pragma once

#include "lab/bench/contender.h"
#include "lab/bench/data_sets.h"
#include "protocol/message.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace autokernel::lab {

// Compiles and loads a candidate on the data sets, for a device other than the CPU.
using CandidateFactory = std::function<Result<std::unique_ptr<Contender>>(const std::string& name,
    const kernel::Candidate&, const kernel::KernelType&, const kernel::Target&, const DataSets&)>;

struct BenchOptions
{
    std::filesystem::path runnerProgram; // empty: beside this executable
    std::filesystem::path binaryCache; // empty: the default of lab/compile
    DataSetLimits dataSets;
    int keptContenders = 4; // live processes between requests
    RungFactory makeRung; // empty: contenders without a candidate are refused
    CandidateFactory makeCandidate; // empty: a sealed process on the CPU
    protocol::Clock clock = protocol::Clock::Wall; // PairBlock::clock
    std::uint64_t lastLevelCacheBytes = 0; // of the device; 0: the CPU's
    double blockNanoseconds = 5e6; // of pairs
    double ladderBlockNanoseconds = 20e6;
};

class BenchSession
{
public:
    // Types and store outlive the object.
    BenchSession(
        const std::vector<kernel::KernelType>& types, CaseStore& store, BenchOptions options = {});
    ~BenchSession();

    // Errors: InvalidInput, CompileError, Rejected, RuntimeError, TimedOut, OutOfMemory; the
    // message names the contender.
    Result<protocol::PairBlock> timePairs(const protocol::TimeRequest& request);

    // All contenders in turn, in an order that is drawn anew each round, until the budget is used
    // (at least three rounds). One that cannot run carries its error.
    Result<std::vector<protocol::ContenderSamples>> measureContenders(
        const protocol::LadderRequest& request);

private:
    struct Kept;
    struct TargetData;
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace autokernel::lab
