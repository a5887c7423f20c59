// SPDX-License-Identifier: Apache-2.0
// The engine: one run from start to report, on a thread of its own or on the caller's. The only
// writer of the history. Whoever shows the run gets events and sends commands through RunControl.
#pragma once

#include "engine/run_context.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace autokernel::engine {

struct EngineOptions
{
    std::filesystem::path history;
    std::optional<store::RunId> resume; // goes on with this run instead of starting one
    std::string commandLine;
    RunClock::Now now; // empty: the steady clock
    std::chrono::seconds localTimeOfDay {0}; // at the call, for --until
};

struct RunOutcome
{
    store::RunId run;
    store::RunState state = store::RunState::Failed;
    std::string summary;
};

// Whoever runs the engine: where its worker comes from, who hears of it, who may end it.
struct EngineHost
{
    std::function<std::unique_ptr<WorkerLink>()> makeWorker; // called once
    EventSink events;
    RunControl& control;
    std::stop_token stop {};
};

// Runs to the end on the calling thread. An Error is a run that could not begin; one that failed
// later is an outcome with its state stored.
Result<RunOutcome> runEngine(
    const RunConfig& config, const EngineOptions& options, const EngineHost& host);

// The worker that a run's configuration asks for.
WorkerCommand workerCommandOf(const RunConfig& config);

} // namespace autokernel::engine
