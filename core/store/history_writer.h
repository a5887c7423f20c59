// SPDX-License-Identifier: Apache-2.0
// The one writer of a history. The engine calls it, on the engine's thread. Every call is one
// transaction that is on disk when it returns; after an error nothing of it is stored. What may
// pass (Locked: another program was busy in the file; isOutOfSpace()) is tried again for as long as
// the Patience says.
#pragma once

#include "store/database.h"
#include "store/project_lock.h"
#include "store/records.h"

#include <span>

namespace autokernel::store {

// Between the tries of one write. The default has none: the first failure is the answer.
struct Patience
{
    // May wait; `failures` of this write so far. False gives up.
    std::function<bool(const Error& error, int failures)> mayTryAgain;
    std::function<void()> stored; // after a write that had failed; may be empty
};

class HistoryWriter
{
public:
    // Takes FILE.lock, creates or migrates the file, and marks runs that died as Interrupted.
    // Where one died, every page is read first: Corrupt leaves the file as it was found.
    static Result<HistoryWriter> open(const std::filesystem::path& file);
    void setPatience(Patience patience) { m_patience = std::move(patience); }

    Result<DeviceId> recordDevice(
        const protocol::DeviceInfo& device); // the same signature: the same row
    Result<RoofsId> recordRoofs(DeviceId device, const roofline::Roofs& roofs);
    Result<ModelId> recordModel(const protocol::ModelInfo& model);

    Result<RunId> createRun(const NewRun& run); // state Active
    // `summary`: the outcome in one sentence; "" leaves the stored one.
    Result<void> setRunState(RunId run, RunState state, std::string_view summary = {});
    Result<void> setRunConfig(RunId run, const Json& config); // what a later session changed
    // "Alive now", for readers of a run that stores nothing for minutes. Tried once, as is log():
    // neither is worth waiting for.
    Result<void> heartbeat(RunId run);

    // The profile before the search and each later one; sites become op instances.
    Result<void> recordProfile(RunId run, const protocol::Profile& profile);
    // A target of this run and its share of the model's time in [0, 1]; again: updates share and
    // state.
    Result<TargetId> recordTarget(RunId run, const kernel::Target& target, double share,
        std::string_view state = "queued", std::string_view reason = {});
    Result<CandidateId> recordCandidate(TargetId target, const NewCandidate& candidate);
    // The experiment's number within its run is the count of those before it plus one.
    Result<ExperimentId> recordExperiment(
        const ExperimentRecord& experiment, std::span<const judge::Alarm> alarms = {});
    Result<void> demote(
        ExperimentId keep, std::string_view because); // a champion that failed re-validation
    Result<void> recordRevalidation(ExperimentId keep, const protocol::PairBlock& block);
    // Why it could not be tried again, in words; "" when it was after all.
    Result<void> recordNotRevalidated(ExperimentId keep, std::string_view because);

    // All contenders of one ladder.
    Result<void> recordLadder(std::span<const LadderRecord> rows);
    Result<EndToEndId> recordEndToEnd(const EndToEndRecord& measurement);
    Result<AlarmId> recordAlarm(RunId run, const judge::Alarm& alarm, ExperimentId blamed = {});
    Result<void> closeAlarm(AlarmId alarm);
    Result<void> log(RunId run, LogLevel level, std::string_view text);

    Database& database() { return m_database; }

private:
    HistoryWriter(ProjectLock lock, Database database);
    Result<void> write(const std::function<void()>& work);

    ProjectLock m_lock;
    Database m_database;
    Patience m_patience;
};

} // namespace autokernel::store
