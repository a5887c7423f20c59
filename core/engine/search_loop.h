// SPDX-License-Identifier: Apache-2.0
// The middle of a run: which target next, propose, evaluate, store, learn. Engine thread.
#pragma once

#include "engine/control_stage.h"
#include "engine/experiment.h"
#include "engine/liveness_watch.h"
#include "engine/run_context.h"

#include <functional>

namespace autokernel::engine {

class SearchLoop
{
public:
    SearchLoop(RunContext& context, ControlStage& controls);

    // Every target's control and starter once, most promising target first: what the first
    // application is made of.
    Result<void> open();
    // Until the budget, the proposals or the user end it. `onKeep` runs after a champion changed.
    Result<void> run(const std::function<Result<void>()>& onKeep);

private:
    Result<bool> experiment(TargetState& target); // false: the search has nothing to propose
    Result<store::ExperimentId> store(TargetState& target, const ExperimentOutcome& outcome);
    void learn(TargetState& target, const mutate::Proposal& proposal,
        const ExperimentOutcome& outcome, store::ExperimentId id);
    Result<void> watchKeepRate(store::ExperimentId last);
    Result<void> watchHarness(const judge::Verdict& verdict);
    Result<void> watchIncumbent(TargetState& target, const store::ExperimentRecord& record);
    Result<void> enter(TargetState& target);
    void followSkip(TargetState* target); // of whoever wished it while this was the kernel
    void letGo(const TargetState* target); // of a held one that has nothing left to try
    // Null: there is nothing left to try.
    Result<TargetState*> nextTarget(TargetState* current, double minutesInSlice);
    Result<TargetState*> withRefused(const TargetState* current);
    TargetState* choose(TargetState* current, double minutesInSlice);
    TargetState* turnTo(const std::string& key, const std::string& why);
    bool budgetLeft() const;
    double minutesSince(Seconds begin) const;
    Result<void> waitWhilePaused();
    double forwardMicroseconds() const;

    RunContext& m_context;
    ControlStage& m_controls;
    ExperimentRunner m_runner;
    LivenessWatch m_liveness;
    std::vector<judge::VerdictKind> m_verdicts;
    std::optional<store::AlarmId> m_keepRateAlarm; // while it is open
    bool m_hasJudged = false; // a candidate, whatever the verdict
    int m_harnessErrors = 0; // in a row
};

} // namespace autokernel::engine
