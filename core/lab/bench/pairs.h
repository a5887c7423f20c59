// SPDX-License-Identifier: Apache-2.0
// The measuring loop of one comparison: pairs in the order A B B A B A A B, A on data set i and B
// on set i + 1 (both on every set, where they differ in size), blocks of a few milliseconds
// (TRUST 1.5, 1.9), each in passes (passes.h). Before a contender starts, the other one waits in a
// futex with all its threads asleep (runner/block_host.h). One thread.
#pragma once

#include "lab/bench/passes.h"
#include "lab/device/machine_state.h"
#include "protocol/measurement.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace autokernel::lab {

// What is wrong with a contender's outputs of a data set, "" when they are right. An error: they
// could not be checked, which is no contender's fault.
using Recheck = std::function<Result<std::string>(Contender&, int set)>;

struct PairOptions
{
    int pairs = 50;
    int dataSets = 1;
    bool startWithB = false;
    std::uint64_t seed = 0; // order of the data sets, choice of re-checked pairs
    double blockNanoseconds = 5e6;
    double warmUpNanoseconds = 50e6; // of each contender
    double incumbentNanoseconds = 0; // deadline of a call: callDeadline()
    // Pairs drawn at random after which an output of each side is checked. Nothing differs before
    // them, so they count as any other.
    int recheckedPairs = 2;
    Recheck recheck; // may be empty
    // A pair in which the hypervisor took more than a twentieth of the CPU time does not count
    // (TRUST 1.5); empty: nobody asks. Its ticks of 10 ms are too coarse for less.
    std::function<MachineState()> ticks;
    bool overwritesResults = true; // Calls::overwrites
    // Slow control: B makes this share more calls in a block than A, and its time is that of all of
    // them over A's number. Whole calls only, so both get at least 1 / extraWorkOfB calls a block.
    double extraWorkOfB = 0;
    std::vector<double> setWeights = {}; // Calls::setWeights, one for each data set
};

// Calls per block that fill it, for one call of callNanoseconds.
int repeatsFor(double callNanoseconds, double blockNanoseconds);

struct WarmUp
{
    int dataSets = 1;
    double nanoseconds = 50e6;
    std::chrono::nanoseconds deadlineOfCall {};
    bool overwritesResults = true; // Calls::overwrites
};
// Runs calls over all data sets until the time is used, at least one a set; returns the time of one
// call, the median of the last passes, in nanoseconds.
Result<double> warmUp(Contender& contender, const WarmUp& options);

// What A did is no fault of the candidate beside it.
Error ofBaseline(Error error);

// Fills pairs, repeats, stealFraction and faults of the block; the rest is the caller's. An error's
// message ends with the contender's name where one failed, and is BaselineFailed where that was A.
Result<protocol::PairBlock> timePairs(Contender& a, Contender& b, const PairOptions& options);

} // namespace autokernel::lab
