// SPDX-License-Identifier: Apache-2.0
// How the search time is shared over targets: the next experiment goes where the expected
// end-to-end gain per minute is largest. Deterministic; pure, any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace autokernel::plan {

// One kept gain of a target, when it came.
struct KeptGain
{
    double atMinute = 0; // of this target's own search time
    double logGain = 0; // ln(old time / new time) of the target
};

struct TargetProgress
{
    std::string key; // Target::key()
    double microsecondsPerForward = 0; // with the present incumbent
    double attainableMicroseconds = 0; // 0: unknown
    double minutesSpent = 0;
    int experiments = 0;
    std::vector<KeptGain> gains;
    bool isExhausted = false; // its search has nothing left to propose
    bool isSkipped = false; // the user said so
};

struct BudgetSettings
{
    double priorMinutes = 2; // weight of the prior, in minutes of search
    double priorFraction = 0.25; // of the headroom, expected within priorMinutes
    double gainHalfLifeMinutes = 4; // how fast a kept gain stops speaking for the next one
    double headroomReached = 0.03; // a target within 3 % of its attainable time is done
    double minimumSliceMinutes = 0.5; // before another target may take over
    double switchAdvantage = 1.25; // how much better another must be
};

// ln(present / attainable), at least 0; ln 2 where nothing is known.
double headroom(const TargetProgress& progress);

// Expected ln-gain of the target per further minute: the prior's share of the headroom and the
// discounted gains so far, over the prior's minutes and those since the last gain.
double expectedLogGainPerMinute(
    const TargetProgress& progress, const BudgetSettings& settings = {});

// The same for the whole model, as a fraction of `forwardMicroseconds` saved per minute.
double expectedModelGainPerMinute(const TargetProgress& progress, double forwardMicroseconds,
    const BudgetSettings& settings = {});

struct Choice
{
    std::string key;
    double modelGainPerMinute = 0; // fraction of the forward
    std::string why; // one sentence
};

// nullopt: every target is exhausted, skipped, or at its headroom. Ties by key.
std::optional<Choice> chooseTarget(std::span<const TargetProgress> targets,
    double forwardMicroseconds, const BudgetSettings& settings = {});

} // namespace autokernel::plan
