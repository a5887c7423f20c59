// SPDX-License-Identifier: Apache-2.0
// From raw pairs to log ratios, ln(time of A) - ln(time of B): positive where B, the candidate, is
// faster than A, the incumbent. Pure, any thread.
#pragma once

#include "judge/thresholds.h"
#include "protocol/measurement.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace autokernel::judge {

// All pairs of one target, over one or several `time` requests.
struct PairSeries
{
    std::vector<double> logRatios; // of pairs that count, in order of measurement
    std::size_t measured = 0;
    std::size_t dropped = 0;
    double aNanoseconds = 0; // medians over the pairs that count, one call
    double bNanoseconds = 0;
    double droppedFraction() const;
};

// Why a pair does not count: the worker's reason, or a time that is not a positive finite number.
// Empty: it counts.
std::string whyDropped(const protocol::Pair& pair);

PairSeries pairSeries(std::span<const protocol::PairBlock> blocks);

// Of the pairs that count, in order of measurement: nanoseconds of one call.
struct PairTimes
{
    std::vector<double> a;
    std::vector<double> b;
};
PairTimes timesOf(std::span<const protocol::PairBlock> blocks);

enum class ClockAgreement
{
    Agree,
    Disagree, // beyond the threshold, and steadily so
    Noisy, // beyond the threshold, within its own noise
    NoWitness,
};

struct ClockComparison
{
    ClockAgreement agreement = ClockAgreement::NoWitness;
    double difference = 0; // relative, by how much the clocks differ
    std::string sentence;
};

// The clock against the second witness. On a CPU that is the process's own CPU time: on one thread
// both ratios must be equal; on several, where a contender may leave threads idle, CPU time may not
// exceed wall time x threads. On a GPU it is CUPTI's kernel records, which leave out the gaps
// between launches: beyond those gaps, equal for both sides, the ratios must be equal.
ClockComparison compareClocks(
    std::span<const protocol::PairBlock> blocks, int threads, const Thresholds& thresholds = {});

// The first thing that A, the incumbent, or B, the candidate, did wrong while it was timed.
std::optional<protocol::ContenderFault> incumbentFault(std::span<const protocol::PairBlock> blocks);
std::optional<protocol::ContenderFault> candidateFault(std::span<const protocol::PairBlock> blocks);
std::optional<protocol::ContenderFault> anyFault(const protocol::PairBlock& block); // of either

} // namespace autokernel::judge
