// SPDX-License-Identifier: Apache-2.0
// The part of the evidence that is neither stages nor pairs, as the store keeps it beside them:
// with it a stored experiment can be judged again and must get the same verdict. Pure, any thread.
#pragma once

#include "base/json.h"
#include "judge/keep_rule.h"

#include <optional>

namespace autokernel::judge {

// `ended`: the worker's error that ended the experiment, where one did.
Json contextOf(const Evidence& evidence, const std::optional<Error>& ended = std::nullopt);

struct StoredContext
{
    Evidence evidence; // one ShapePairs for each required shape in each gate, still without blocks
    std::optional<Error> ended;
};
Result<StoredContext> contextFromJson(const Json& json);

// The verdict of an experiment that ended with `ended`, or else of its evidence.
Judgement judgeExperiment(
    const Evidence& evidence, const std::optional<Error>& ended, const Thresholds& thresholds = {});

} // namespace autokernel::judge
