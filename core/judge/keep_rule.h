// SPDX-License-Identifier: Apache-2.0
// The keep rule: everything known about one experiment -> its verdict. The engine calls it when an
// experiment ends, and again whenever a stored one is to be checked. Pure, any thread.
#pragma once

#include "judge/alarms.h"
#include "judge/correctness.h"
#include "judge/gain.h"
#include "judge/gate.h"
#include "judge/verdict.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autokernel::judge {

// What the store holds of an experiment that compiled. Empty lists: that step was not reached.
struct Evidence
{
    std::vector<protocol::StageEvidence> stages;
    std::vector<ShapePairs> first; // gate 1
    std::vector<ShapePairs> confirmation; // gate 2: fresh processes, other order, new seeds
    // A further confirmation, of a gain that is too good: it decides KeepContext::confirmedTwice.
    std::vector<ShapePairs> again;
    std::vector<ShapePairs> printed; // the fixed block; no gate looks at it
    std::map<std::string, double> floorNanoseconds; // by Target::key()
    bool roofsRemeasured = false;
    std::vector<std::string> requiredShapes; // Target::key() of each; all need pairs
    std::vector<std::string> unusualInstructions; // as protocol::CompileReply names them
    KeepContext context;
    bool onGpu = false;
    int threads = 1;
    double noiseFloor = 0;
    std::string keepingStopped; // not empty: why a control stopped keeping
    std::uint64_t seed = 0; // of the bootstrap
};

struct Judgement
{
    Verdict verdict;
    std::optional<GateDecision> first;
    std::optional<GateDecision> confirmation;
    std::optional<Gain> gain; // from `printed`, candidate over incumbent
    std::vector<Alarm> alarms;
};

// Inconclusive where a gate still says Continue: the run ended before it was decided.
Judgement judge(const Evidence& evidence, const Thresholds& thresholds = {});

} // namespace autokernel::judge
