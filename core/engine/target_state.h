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

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace autokernel::engine {

struct TargetState
{
    store::TargetId id;
    const kernel::KernelType* type = nullptr;
    kernel::Target target;
    std::vector<int> sites; // of the model; empty in a kernel run
    double share = 1; // of the model's time
    double floorNanoseconds = 0; // rejection floor; 0 unknown
    double attainableNanoseconds = 0; // 0 unknown
    double noiseFloor = 0; // of the A/A control, log ratio
    std::string keepingStopped; // why a control stopped keeping; "" it did not

    // The incumbent: a rung by name until a candidate was kept.
    protocol::ContenderRef incumbent {"eager", std::nullopt};
    store::CandidateId incumbentId;
    std::string incumbentHash;
    std::optional<store::ExperimentId> keep; // the experiment that made it so
    double incumbentNanoseconds = 0;
    // ln(time of eager / time): of the incumbent and of the starter.
    double incumbentLogOverEager = 0;
    std::optional<double> starterLogOverEager;
    std::optional<store::SpeedupInterval> overEager; // of the incumbent, from printed blocks

    std::unique_ptr<mutate::TargetSearch> search;
    std::map<std::string, store::CandidateId> candidates; // by normalised hash
    plan::TargetProgress progress;
    bool hasStarterPrepare = false; // its gain counts as packing, not as starter

    bool hasWinner() const { return incumbent.candidate.has_value(); }
};

} // namespace autokernel::engine
