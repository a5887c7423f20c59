// SPDX-License-Identifier: Apache-2.0
// One target of a run: who holds it, how much of the model it is, and its search. Belongs to the
// engine thread.
#pragma once

#include "engine/champions.h"
#include "kernel/kernel_type.h"
#include "mutate/target_search.h"
#include "plan/budget.h"
#include "protocol/message.h"
#include "store/records.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::engine {

// Who holds a target: a rung by name until a candidate was kept.
struct Incumbent
{
    protocol::ContenderRef contender {"eager", std::nullopt};
    store::CandidateId id;
    std::optional<store::ExperimentId> keep; // the experiment that made it so
    double nanoseconds = 0; // of one call; 0 unknown
    double logOverEager = 0; // ln(time of eager / time of this)
    // From printed blocks, chained over the champions before it, or from its re-validation.
    std::optional<store::SpeedupInterval> overEager;
    // Chained likewise; none where the starter was never timed with right results.
    std::optional<store::SpeedupInterval> overStarter;
};

// A candidate that passed everything while a control had stopped keeping.
struct Refused
{
    mutate::Proposal proposal;
    double logOverEager = 0;
};

// What the next experiment of a target is judged with.
struct JudgingConditions
{
    double noiseFloor = 0; // log ratio; 0: not measured
    std::string keepingStopped; // why a control stopped keeping; "" it did not
};

// What the controls know of a target.
struct ControlState
{
    // Of the last A/A control on a machine quiet enough to have one, log ratio; 0: not measured.
    double noiseFloor = 0;
    double firstNoiseFloor = 0;
    bool wasMeasured = false; // an A/A control gave an answer
    bool wasTooNoisy = false; // the last A/A control says nothing about this shape
    std::string keepingStopped; // why a control stopped keeping; "" it did not
    struct OpenAlarm
    {
        store::AlarmId id;
        judge::Alarm alarm;
    };
    std::vector<OpenAlarm> openAlarms; // closed when the control that raised them passes
    std::optional<double> controlledAt; // seconds of the session
    std::optional<double> revalidatedAt;

    // Takes what controls found, the slow one where it was judged. What it raises.
    std::vector<judge::Alarm> learn(const judge::AaControl& same,
        const std::optional<judge::SlowControl>& slower, const judge::Thresholds& thresholds);
    // The open alarms decide whether the target may keep.
    void decideKeeping();
};

// Its times are those of a kernel that does its work.
inline bool isComparable(judge::VerdictKind verdict)
{
    return verdict == judge::VerdictKind::Kept || verdict == judge::VerdictKind::Reverted
        || verdict == judge::VerdictKind::Inconclusive;
}

struct TargetState
{
    store::TargetId id;
    const kernel::KernelType* type = nullptr;
    kernel::Target target;
    std::vector<int> sites; // of the model; empty in a kernel run
    double share = 1; // of the model's time
    double floorNanoseconds = 0; // rejection floor; 0 unknown
    double attainableNanoseconds = 0; // 0 unknown
    double peakNanoseconds = 0; // its FLOP at the measured peak; 0 unknown
    bool isLargeSquareGemm = false; // by its cost (engine/targets.h)
    bool hasVendor = false; // its type names a vendor's kernel as a rung
    std::optional<double> vendorLogOverEager; // once measured; NaN: it cannot be
    ControlState control;
    JudgingConditions conditions; // its own control's, else the worst of the others'

    Incumbent incumbent;
    std::vector<Incumbent> earlier; // whom it replaced, oldest first; none before the first keep
    protocol::CandidateRef starter; // as shipped

    std::unique_ptr<mutate::TargetSearch> search;
    std::map<std::string, store::CandidateId> candidates; // by normalised hash
    std::vector<Refused> refused; // and not tried again since; each once
    plan::TargetProgress progress;
    int voidExperiments = 0; // in a row, by the incumbent's fault

    bool hasWinner() const { return incumbent.contender.candidate.has_value(); }
    bool isStarter(const std::string& source, const kernel::TunableValues& tunables) const
    {
        return source == starter.source && tunables == starter.tunables;
    }
    // It was timed in this run or is among the kept, and no re-validation has taken that back.
    bool isStarterTimed() const;

    // A kept candidate takes the target over.
    void crown(Incumbent winner);
    // The incumbent failed re-validation: the one before it returns.
    void dethrone();
    // The incumbent was timed against eager itself: that replaces what was chained.
    void correct(const store::SpeedupInterval& overEager);
    void refuse(mutate::Proposal proposal, double logOverEager);
    // Keeping goes on: the best of the refused are what the search proposes next. How many.
    int tryRefusedAgain();
    // Of one call of the original; 0 unknown.
    double eagerNanoseconds() const;
};

} // namespace autokernel::engine
