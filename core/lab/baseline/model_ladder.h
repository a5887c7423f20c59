// SPDX-License-Identifier: Apache-2.0
// The free rungs of a whole model: what a user gains by lines of Python alone, before any search.
// Called in the worker; measures in processes of their own, interleaved.
#pragma once

#include "base/result.h"
#include "lab/baseline/model_rung.h"
#include "protocol/message.h"

#include <functional>
#include <string>

namespace autokernel::lab {

using Progress = std::function<void(const std::string& text, double fraction)>;

// Every rung in ladder order, eager first; one that could not run, or did not fit into the budget,
// carries the reason in samples.error. An error only when not even eager runs.
Result<protocol::ModelLadder> measureModelLadder(
    const LadderModel& model, double budgetSeconds, const Progress& progress = {});

} // namespace autokernel::lab
