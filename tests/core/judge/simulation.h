// SPDX-License-Identifier: Apache-2.0
// One simulated experiment through both gates, asked for pairs as the engine asks.
#pragma once

#include "core/judge/simulated_pairs.h"

#include "judge/gate.h"

namespace autokernel::judge {

struct SimulatedExperiment
{
    bool kept = false;
    bool passedFirst = false;
    std::size_t pairs = 0; // of both gates
};

inline GateStep simulateGate(
    Gate gate, bool onGpu, double gain, PairNoise& noise, std::size_t& pairs)
{
    std::vector<ShapePairs> shapes(1);
    shapes[0].target = "simulated";
    for (;;) {
        const GateDecision decision = decideGate(shapes, {gate, onGpu, 0});
        if (decision.step != GateStep::Continue)
            return decision.step;
        shapes[0].blocks.push_back(simulatedBlock(decision.morePairs, gain, noise));
        pairs += static_cast<std::size_t>(decision.morePairs);
    }
}

inline SimulatedExperiment simulateExperiment(
    double gain, double sd, bool onGpu, std::uint64_t seed)
{
    PairNoise noise(sd, seed);
    SimulatedExperiment result;
    result.passedFirst
        = simulateGate(Gate::First, onGpu, gain, noise, result.pairs) == GateStep::Faster;
    result.kept = result.passedFirst
        && simulateGate(Gate::Confirmation, onGpu, gain, noise, result.pairs) == GateStep::Faster;
    return result;
}

inline int keptOf(int candidates, double gain, double sd, bool onGpu, std::uint64_t seed)
{
    int kept = 0;
    for (int i = 0; i < candidates; ++i)
        kept += simulateExperiment(gain, sd, onGpu, seed + static_cast<std::uint64_t>(i)).kept ? 1
                                                                                               : 0;
    return kept;
}

} // namespace autokernel::judge
