// SPDX-License-Identifier: Apache-2.0
// The judge's own controls: a copy of the incumbent against itself (A/A), and a copy with more
// work, which must be seen as slower. Pure, any thread.
#pragma once

#include "base/result.h"
#include "judge/gain.h"
#include "judge/gate.h"
#include "judge/speedup.h"
#include "judge/thresholds.h"
#include "judge/verdict.h"

#include <optional>
#include <span>
#include <string>

namespace autokernel::judge {

struct AaControl
{
    double bias = 0; // centre over all pairs, log ratio; 0 is unbiased
    SpeedupInterval ratio; // the same as a ratio, with the error of the bias: what is printed of it
    double noiseFloor = 0; // spread of the blocks' centres
    double pairScale = 0; // trimmed sd of one pair
    std::size_t pairs = 0;
    bool isBiased = false; // keeping stops
    // Said, and nothing more: gates stay valid at any noise, and the noise floor raises what they
    // ask for. Whether the judge still sees 2 % is the slow control's question.
    bool isTooNoisy = false;
    bool wouldKeep = false; // the copy passed a gate on all its pairs: keeping stops
    bool hasFailed = false; // one of the two was wrong or broke a rule while timed: keeping stops
    std::string sentence;
    bool allowsKeeping() const { return pairs > 0 && !isBiased && !wouldKeep && !hasFailed; }
};

// The gain that candidates must exceed from here on: the noise floor, at most
// Thresholds::controlNoise, for a busy neighbour's noise would call every gain futile.
double usableNoiseFloor(const AaControl& control, const Thresholds& thresholds);

// Each block is one run of the control, best in fresh processes. With fewer than three blocks the
// noise floor is the standard error of the pooled pairs.
AaControl judgeAaControl(std::span<const protocol::PairBlock> blocks, bool onGpu = false,
    const Thresholds& thresholds = {});
// Reverted, as a copy of the incumbent must be, or Inconclusive with the reason.
Verdict verdictOf(const AaControl& control);

struct SlowControl
{
    SequenceState sequence;
    SpeedupInterval ratio; // the sequence's centre and bounds: what is printed of it
    bool isSeen = false; // the slower copy was recognised as slower
    bool hasFailed = false; // one of the two was wrong or broke a rule while timed: it is not seen
    std::string sentence;
};

// A: the incumbent, B: a second process of the same binary whose blocks hold controlExtraWork more
// calls than A's while its time is divided by A's number of calls (TimeRequest::extraWorkOfB): 51
// calls against 50 are 2 % more of the very same work, in every language and on every device. Since
// only whole calls can be added, a block has at least 50 of them; so that long blocks are no easier
// to judge than ordinary ones, the first request asks for as many pairs as give the judge the calls
// of one whole gate (slowControlPairs).
SlowControl judgeSlowControl(std::span<const protocol::PairBlock> blocks, bool onGpu = false,
    const Thresholds& thresholds = {});
// Reverted when seen, Inconclusive when not.
Verdict verdictOf(const SlowControl& control);

struct ControlPairs
{
    int first = 0; // of the first request
    int maximum = 0; // unseen after so many: the judge cannot see it
    double blockSeconds = 0; // of one contender, the hand-over left out
};
ControlPairs slowControlPairs(
    double callNanoseconds, bool onGpu = false, const Thresholds& thresholds = {});

// Re-validation of a champion (B) against the original (A).
struct Revalidation
{
    SequenceState sequence;
    bool holds = false; // the lower bound lies above zero, and neither of the two did wrong
    bool hasFailed = false; // the champion was wrong, broke a rule or did not run
    std::string voidBecause; // what the original did wrong: the look says nothing of the champion
    std::string sentence;
};
Revalidation judgeRevalidation(std::span<const protocol::PairBlock> blocks, bool onGpu = false,
    const Thresholds& thresholds = {});
// Of a champion that did not run, twice, in fresh processes.
Revalidation failedRevalidation(const Error& error);

// What a champion gains over the original where its keep's figure was chained: from the last block
// of printedPairs among its re-validations, which no gate looked at and in which neither of the two
// did wrong. nullopt: there is none.
std::optional<Gain> revalidatedGain(
    std::span<const protocol::PairBlock> blocks, const Thresholds& thresholds = {});

} // namespace autokernel::judge
