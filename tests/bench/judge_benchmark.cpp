// SPDX-License-Identifier: Apache-2.0
// How often the two gates keep a candidate of known gain, and after how many pairs: 10,000 useless
// candidates per cell, 2,000 of each true gain. Exits 1 when more than 1 in 1,000 useless
// candidates is kept, or a true 2 % under noise of up to 2 % is missed more often than once in
// twenty.
#include "core/judge/simulation.h"

#include <fmt/format.h>

namespace {

using namespace autokernel::judge;

struct Cell
{
    double keptFraction = 0;
    double meanPairs = 0;
};

Cell simulate(int candidates, double gain, double sd, bool onGpu)
{
    int kept = 0;
    double pairs = 0;
    for (int i = 0; i < candidates; ++i) {
        const auto experiment
            = simulateExperiment(gain, sd, onGpu, 1'000'000 + static_cast<std::uint64_t>(i));
        kept += experiment.kept ? 1 : 0;
        pairs += static_cast<double>(experiment.pairs);
    }
    return {static_cast<double>(kept) / candidates, pairs / candidates};
}

} // namespace

int main()
{
    bool holds = true;
    for (const bool onGpu : {false, true}) {
        for (const double gain : {0.0, 0.005, 0.01, 0.02}) {
            for (const double sd : {0.005, 0.01, 0.02, 0.04}) {
                const Cell cell = simulate(gain == 0 ? 10'000 : 2'000, gain, sd, onGpu);
                fmt::print(
                    "{} true gain {:.1f} %, pair noise {:.1f} %: kept {:6.2f} %, {:.0f} pairs\n",
                    onGpu ? "gpu" : "cpu", 100 * gain, 100 * sd, 100 * cell.keptFraction,
                    cell.meanPairs);
                if (gain == 0)
                    holds = holds && cell.keptFraction <= 0.001;
                if (gain == 0.02 && sd <= 0.02)
                    holds = holds && cell.keptFraction >= 0.95;
            }
        }
    }
    return holds ? 0 : 1;
}
