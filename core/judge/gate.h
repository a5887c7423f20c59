// SPDX-License-Identifier: Apache-2.0
// What to do after each reply to a `time` request: measure on, or stop with an answer. The same
// function of the same pairs is used when a stored experiment is judged again. Pure, any thread.
#pragma once

#include "judge/confidence_sequence.h"
#include "judge/thresholds.h"
#include "protocol/measurement.h"

#include <span>
#include <string>
#include <vector>

namespace autokernel::judge {

enum class Gate
{
    First,
    Confirmation
};

enum class GateStep
{
    Continue, // measure `morePairs` more on each shape
    Faster, // the lower bound lies above zero, the centre above the minimum claim
    Futile, // the upper bound lies below the minimum effect, or a shape surely loses
    Exhausted, // the cap was reached, or too many pairs were dropped
};

// A required shape with its share of the model's time, and the pairs of one gate on it:
// A is the incumbent, B the candidate.
struct ShapePairs
{
    std::string target; // Target::key()
    double weight = 1; // any positive scale
    std::vector<protocol::PairBlock> blocks;
};

struct GateSettings
{
    Gate gate = Gate::First;
    bool onGpu = false; // which SequenceLimits
    double noiseFloor = 0; // of the A/A control, as a log ratio
};

struct GateDecision
{
    GateStep step = GateStep::Continue;
    int morePairs = 0;
    SequenceState sequence; // of the weighted mean of the shapes' log ratios
    double minimumEffect = 0; // what was used
    double droppedFraction = 0;
    // Confirmation: shapes whose loss of shapeLossExcluded or more is not excluded (yet).
    std::vector<std::string> losingShapes;
    std::string sentence;
};

// The shapes' log ratios as one series: the weighted mean of the i-th pairs that count, as many as
// every shape has. clip > 0 limits each ratio to [-clip, clip] first.
std::vector<double> combinedLogRatios(std::span<const ShapePairs> shapes, double clip = 0);

double minimumEffect(double noiseFloor, const Thresholds& thresholds = {});

// No shapes or no pairs yet: Continue with the first request. Looks at all pairs so far.
GateDecision decideGate(std::span<const ShapePairs> shapes, const GateSettings& settings,
    const Thresholds& thresholds = {});

} // namespace autokernel::judge
