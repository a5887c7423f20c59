// SPDX-License-Identifier: Apache-2.0
// The judge's own controls: a copy of the incumbent against itself (A/A), and a copy with more
// work, which must be seen as slower. Pure, any thread.
#pragma once

#include "judge/gate.h"
#include "judge/thresholds.h"

#include <span>
#include <string>

namespace autokernel::judge {

struct AaControl
{
    double bias = 0; // centre over all pairs, log ratio; 0 is unbiased
    double noiseFloor = 0; // spread of the blocks' centres
    double pairScale = 0; // trimmed sd of one pair
    std::size_t pairs = 0;
    bool isBiased = false; // keeping stops
    bool isTooNoisy = false; // wait, or time one pinned thread and say so
    bool wouldKeep = false; // the copy passed a gate on all its pairs: keeping stops
    std::string sentence;
    bool allowsKeeping() const { return pairs > 0 && !isBiased && !isTooNoisy && !wouldKeep; }
};

// Each block is one run of the control, best in fresh processes. With fewer than three blocks the
// noise floor is the standard error of the pooled pairs.
AaControl judgeAaControl(std::span<const protocol::PairBlock> blocks, bool onGpu = false,
    const Thresholds& thresholds = {});

struct SlowControl
{
    SequenceState sequence;
    bool isSeen = false; // the slower copy was recognised as slower
    std::string sentence;
};

// A: the incumbent, B: the copy with 2 % more work.
SlowControl judgeSlowControl(std::span<const protocol::PairBlock> blocks, bool onGpu = false,
    const Thresholds& thresholds = {});

// Re-validation of a champion (B) against the original (A).
struct Revalidation
{
    SequenceState sequence;
    bool holds = false; // the lower bound lies above zero
    std::string sentence;
};
Revalidation judgeRevalidation(std::span<const protocol::PairBlock> blocks, bool onGpu = false,
    const Thresholds& thresholds = {});

} // namespace autokernel::judge
