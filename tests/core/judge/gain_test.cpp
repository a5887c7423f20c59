// SPDX-License-Identifier: Apache-2.0
#include "core/judge/simulated_pairs.h"

#include "judge/gain.h"
#include "judge/pair.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace autokernel::judge {
namespace {

TEST(Gain, needsTheWholeBlock)
{
    const auto ratios = pairSeries(std::vector {simulatedBlock(29, 0.1, 0.01, 1)}).logRatios;
    EXPECT_FALSE(printedGain(ratios, 1));
}

TEST(Gain, usesTheFirstThirtyPairsOnly)
{
    auto ratios = pairSeries(std::vector {simulatedBlock(30, 0.1, 0.01, 1)}).logRatios;
    const Gain exact = printedGain(ratios, 1).value();
    ratios.insert(ratios.end(), 50, 3.0);
    const Gain longer = printedGain(ratios, 1).value();
    EXPECT_DOUBLE_EQ(exact.speedup, longer.speedup);
    EXPECT_DOUBLE_EQ(exact.high, longer.high);
    EXPECT_EQ(longer.pairs, 30U);
    EXPECT_NEAR(exact.speedup, std::exp(0.1), 0.01);
    EXPECT_LT(exact.low, exact.speedup);
    EXPECT_GT(exact.high, exact.speedup);
}

TEST(Gain, intervalCoversTheTruth)
{
    int covered = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const Gain gain = printedGain(
            pairSeries(std::vector {simulatedBlock(30, 0.05, 0.02, seed)}).logRatios, seed)
                              .value();
        covered += gain.low <= std::exp(0.05) && std::exp(0.05) <= gain.high ? 1 : 0;
    }
    EXPECT_GE(covered, 178);
}

// Each block is of one load of each contender, whose offset stays while they live.
TEST(Gain, intervalCoversTheTruthAcrossLoads)
{
    const auto covered = [](const Thresholds& thresholds) {
        std::mt19937_64 random(7);
        std::normal_distribution<double> load(0, thresholds.loadDeviation);
        int count = 0;
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            const auto block = simulatedBlock(30, 0.05 + load(random), 0.005, seed);
            const Gain gain
                = printedGain(pairSeries(std::vector {block}).logRatios, seed, thresholds).value();
            count += gain.low <= std::exp(0.05) && std::exp(0.05) <= gain.high ? 1 : 0;
        }
        return count / 300.0;
    };
    EXPECT_GE(covered({}), 0.92);
    Thresholds pairsAlone;
    pairsAlone.version = 2; // as its verdicts were printed
    EXPECT_LT(covered(pairsAlone), 0.8);
}

TEST(Gain, severalShapesAreWeighted)
{
    std::vector<ShapePairs> shapes(2);
    shapes[0].weight = 3;
    shapes[0].blocks = {blockOf(std::vector<double>(30, 0.2))};
    shapes[1].weight = 1;
    shapes[1].blocks = {blockOf(std::vector<double>(30, 0.0))};
    EXPECT_NEAR(printedGain(shapes, 1).value().speedup, std::exp(0.15), 1e-9);
}

} // namespace
} // namespace autokernel::judge
