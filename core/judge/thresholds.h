// SPDX-License-Identifier: Apache-2.0
// Every number that a verdict depends on, in one place. The engine stores the JSON of the values it
// used beside each verdict, so that judging again gives the same answer. Ratios are natural
// logarithms unless a name says otherwise: 0.01 is 1 %. Values, any thread.
#pragma once

#include "base/json.h"

namespace autokernel::judge {

// How many pairs a confidence sequence takes, and in which portions.
struct SequenceLimits
{
    int firstLook = 10; // no decision with fewer pairs
    int maximumPairs = 80;
    int firstRequest = 10; // pairs of the first request: hopeless candidates end here
    int request = 50; // pairs of each later request
    double clip = 0; // log ratios are clipped to [-clip, clip]; 0: not at all
};

struct Thresholds
{
    int version = 5; // raised whenever a default or a formula changes
    double minimumEffect = 0.01; // below this a gain is not searched for
    double noiseFloorMultiple = 2; // minimum effect is at least this many noise floors
    // A centre below this, or below the noise floor, is never called faster: two loads of one
    // binary differ by 0.1 to 0.3 % for as long as they live.
    double minimumClaim = 0.005;
    double alphaFirst = 0.05;
    double alphaConfirmation = 0.025;
    double trimFraction = 0.1;
    SequenceLimits cpu {10, 200, 10, 50, 0.10};
    SequenceLimits gpu {10, 80, 10, 20, 0};

    double shapeLossExcluded = 0.01; // each required shape's lower bound lies above minus this
    int printedPairs = 30; // the fixed block behind a printed gain
    int bootstrapResamples = 2000;
    double printedAlpha = 0.05;
    // sd of the log ratio of two loads (TRUST 1.9: 0.1 to 0.3 %). A printed block is of one load of
    // each contender, so its pairs cannot show it.
    double loadDeviation = 0.002;

    double floorNotKeepable = 1.00; // time over floor, below: not kept, roofs measured again
    double floorImpossible = 0.95; // time over floor, below: Rejected
    double clockDisagreement = 0.05; // relative
    double droppedFraction = 0.30; // more: Inconclusive, unstable machine

    double controlBias = 0.005; // A/A centre beyond this: keeping stops
    double controlNoise = 0.05; // trimmed sd of one A/A pair beyond this: the machine is too busy
    double controlExtraWork = 0.02; // of the slow control: what must be seen as slower

    double suspiciousSpeedup = 10; // over the baseline: confirmed again before it is kept
    double suspiciousOverVendor = 2; // flagged for the user
    double suspiciousGemmOverVendor = 1.1;
    double suspiciousGemmOfPeak = 0.86;
    double suspiciousKeepRate = 0.30; // of the last suspiciousKeepCount candidates
    int suspiciousKeepCount = 50;
    double forecastError = 0.30; // of the gain
};

void to_json(Json& json, const Thresholds& thresholds);
void from_json(const Json& json, Thresholds& thresholds); // absent keys keep their defaults

} // namespace autokernel::judge
