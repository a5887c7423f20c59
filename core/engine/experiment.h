// SPDX-License-Identifier: Apache-2.0
// One experiment from proposal to verdict: compile, smoke, quick timing against the incumbent, the
// five stages, confirmation in fresh processes, the block that is printed. Asks the worker, lets
// the judge decide, stores nothing. Engine thread.
#pragma once

#include "engine/run_clock.h"
#include "engine/target_state.h"
#include "engine/worker_link.h"
#include "judge/keep_rule.h"

#include <functional>
#include <stop_token>

namespace autokernel::engine {

struct ExperimentSettings
{
    int threads = 0;
    bool onGpu = false;
    judge::Thresholds thresholds;
    std::chrono::seconds callDeadline {180};
    RunClock::Now now; // for the durations that are stored
    // Measures the roofs of the device again; the target's floor on them, nanoseconds.
    std::function<Result<double>(const TargetState&)> remeasureFloor;
    std::function<void(const std::string& step)> progress; // may be empty
};

struct ExperimentOutcome
{
    store::ExperimentRecord record; // ids of run, target and parents are the caller's to set
    std::vector<judge::Alarm> alarms;
    mutate::Observation observation;
    // Centre of ln(time of incumbent / time of candidate) over the gate's pairs; NaN when not
    // timed.
    double logOverIncumbent = std::numeric_limits<double>::quiet_NaN();
    // ln(time of eager / time of the vendor's own kernel) where this experiment measured it; NaN:
    // it could not be.
    std::optional<double> vendorLogOverEager;
};

// Of the second-named over the first.
store::SpeedupInterval inverse(const store::SpeedupInterval& speedup);
// The product of two measured ratios: their variances add on the logarithm.
store::SpeedupInterval chained(
    const store::SpeedupInterval& first, const store::SpeedupInterval& second);

class ExperimentRunner
{
public:
    ExperimentRunner(WorkerLink& worker, ExperimentSettings settings)
        : m_worker(worker)
        , m_settings(std::move(settings))
    {
    }

    ExperimentOutcome run(const TargetState& target, const mutate::Proposal& proposal,
        std::uint64_t seed, std::stop_token stop);

private:
    struct Session;
    struct Timing;
    Result<void> compile(Session& session);
    Result<void> check(Session& session, std::span<const protocol::Stage> stages);
    enum class Round
    {
        First,
        Confirmation,
        Again // a further confirmation of a gain that is too good
    };
    Result<judge::GateStep> gate(Session& session, Round round);
    Result<bool> isBelievable(Session& session);
    Result<void> compareWithVendor(Session& session);
    Result<void> remeasureRoofs(Session& session);
    Result<void> printedBlock(Session& session);
    Result<Json> call(
        Session& session, const std::string& op, const Json& fields, std::chrono::seconds deadline);
    Result<protocol::PairBlock> timePairs(Session& session, const Timing& timing);
    Result<void> steps(Session& session);
    Result<void> stepsToTheEnd(Session& session);
    void conclude(Session& session, const std::optional<Error>& error);
    void describeGain(Session& session, const judge::Judgement& judgement);
    void step(const std::string& text) const;
    double secondsSince(Seconds begin) const;

    WorkerLink& m_worker;
    ExperimentSettings m_settings;
};

// Independent seeds from one.
std::uint64_t derivedSeed(std::uint64_t seed, std::uint64_t salt);

} // namespace autokernel::engine
