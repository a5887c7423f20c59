// SPDX-License-Identifier: Apache-2.0
// The ladder of a whole model without a search: every free rung, measured and stored as a run of
// its own. Engine thread.
#pragma once

#include "engine/engine.h"
#include "engine/storage_patience.h"

namespace autokernel::engine {

struct ModelLadderPlan
{
    RunConfig config; // with a model
    double budgetSeconds = 170;
    std::filesystem::path history;
    std::string commandLine;
    CallOptions call;
    // Hears why the history or the device is waited for; empty: the call's progress does.
    StorageWait waiting {};
};

struct ModelLadderOutcome
{
    store::RunId run;
    protocol::ModelInfo model;
    protocol::ModelLadder ladder;
};

// A row for each rung of a whole model's ladder.
Result<void> recordModelLadder(
    store::HistoryWriter& history, store::RunId run, const protocol::ModelLadder& ladder);

// An Error before the run's row: nothing is stored; after it: the run is stored as failed, or as
// stopped where the call was cancelled.
Result<ModelLadderOutcome> runModelLadder(const ModelLadderPlan& plan, WorkerLink& worker);

} // namespace autokernel::engine
