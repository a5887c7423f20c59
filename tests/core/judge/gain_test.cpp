// SPDX-License-Identifier: Apache-2.0
#include "core/judge/simulated_pairs.h"

#include "base/statistics.h"
#include "judge/gain.h"
#include "judge/pair.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
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

// As a rung's comparison is of one load, whose deviation is known from three others alone.
TEST(Gain, intervalCoversTheTruthWhereFewLoadsShowedWhatTheyDifferIn)
{
    std::mt19937_64 random(5);
    std::normal_distribution<double> load(0, 0.05);
    int covered = 0;
    constexpr int kRuns = 300;
    for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
        const std::vector<double> others {load(random), load(random), load(random)};
        const auto block = simulatedBlock(30, 0.4 + load(random), 0.005, seed);
        const Gain gain = printedGain(
            pairSeries({&block, 1}).logRatios, seed, {}, {statistics::standardDeviation(others), 3})
                              .value();
        covered += gain.low <= std::exp(0.4) && std::exp(0.4) <= gain.high ? 1 : 0;
    }
    EXPECT_GE(covered, 0.92 * kRuns) << "the normal quantile gives 81 %";
}

TEST(Gain, isWidenedByWhatLoadsShowedWhereThatIsMore)
{
    const std::vector<double> ratios(30, 0.0); // pairs that agree
    const double known = 1.95996 * Thresholds().loadDeviation;
    EXPECT_NEAR(std::log(printedGain(ratios, 1)->high), known, 1e-5);
    EXPECT_NEAR(std::log(printedGain(ratios, 1, {}, {0.0001, 5})->high), known, 1e-5);
    EXPECT_NEAR(std::log(printedGain(ratios, 1, {}, {0.03, 3})->high), 4.3027 * 0.03, 1e-4);
    EXPECT_NEAR(std::log(printedGain(ratios, 1, {}, {0.03, 5})->high), 2.7764 * 0.03, 1e-4);
}

// Five loads of six pairs, each with an offset of its own.
protocol::PairBlock simulatedLoads(
    int run, double logRatio, double deviation, const std::function<double()>& offset)
{
    protocol::PairBlock block;
    block.loads = 5;
    for (int load = 0; load < block.loads; ++load) {
        const auto part = simulatedBlock(
            6, logRatio + offset(), deviation, static_cast<std::uint64_t>(10 * run + load));
        block.pairs.insert(block.pairs.end(), part.pairs.begin(), part.pairs.end());
    }
    return block;
}

// A model's process puts its weights somewhere, and its time stays with that.
TEST(GainOverLoads, intervalCoversTheTruthThatNoLoadShows)
{
    std::mt19937_64 random(11);
    std::normal_distribution<double> ofLoad(0, 0.05);
    int covered = 0;
    int coveredByPairsAlone = 0;
    constexpr int kRuns = 300;
    for (int run = 0; run < kRuns; ++run) {
        auto block = simulatedLoads(run, 0.4, 0.02, [&] { return ofLoad(random); });
        const auto covers = [](const Gain& gain) {
            return gain.low <= std::exp(0.4) && std::exp(0.4) <= gain.high ? 1 : 0;
        };
        const auto over = gainOverLoads(block).value();
        EXPECT_EQ(over.gain.pairs, 30U);
        covered += covers(over.gain);
        block.pairs.erase(block.pairs.begin() + 6, block.pairs.end());
        coveredByPairsAlone += covers(printedGain(
            pairSeries({&block, 1}).logRatios, 1, {.printedPairs = 6, .loadDeviation = 0})
                                          .value());
    }
    EXPECT_GE(covered, 0.92 * kRuns);
    EXPECT_LE(coveredByPairsAlone, 0.6 * kRuns);
}

// A neighbour's burst hits one pair of a load, on either side of it.
TEST(GainOverLoads, aStallOfOnePairDoesNotMoveItsLoad)
{
    for (const int loads : {3, 5}) {
        std::vector<double> ratios;
        for (int pair = 0; pair < 30; ++pair)
            ratios.push_back(0.2 + (pair % 2 == 0 ? 0.001 : -0.001));
        protocol::PairBlock block = blockOf(ratios);
        block.loads = loads;
        block.pairs[2].aNanoseconds *= 1.5;
        block.pairs[15].bNanoseconds *= 1.5;
        const auto over = gainOverLoads(block).value();
        EXPECT_NEAR(over.gain.speedup, std::exp(0.2), 1e-3) << loads;
        EXPECT_GT(over.gain.low, std::exp(0.197)) << loads;
        EXPECT_LT(over.gain.high, std::exp(0.203)) << loads;
    }
}

TEST(GainOverLoads, intervalCoversTheTruthWherePairsStall)
{
    std::mt19937_64 random(13);
    std::normal_distribution<double> ofLoad(0, 0.01);
    std::bernoulli_distribution stalls(0.03);
    int covered = 0;
    double width = 0;
    constexpr int kRuns = 300;
    for (int run = 0; run < kRuns; ++run) {
        auto block = simulatedLoads(run, 0.1, 0.01, [&] { return ofLoad(random); });
        for (auto& pair : block.pairs) {
            pair.aNanoseconds *= stalls(random) ? 1.5 : 1;
            pair.bNanoseconds *= stalls(random) ? 1.5 : 1;
        }
        const Gain gain = gainOverLoads(block)->gain;
        covered += gain.low <= std::exp(0.1) && std::exp(0.1) <= gain.high ? 1 : 0;
        width += std::log(gain.high / gain.low) / kRuns;
    }
    EXPECT_GE(covered, 0.92 * kRuns);
    EXPECT_LT(width, 0.06) << "of untrimmed means it is 0.09";
}

TEST(GainOverLoads, needsThreeLoadsWhosePairsCount)
{
    protocol::PairBlock block = blockOf(std::vector<double>(30, 0.2));
    EXPECT_FALSE(gainOverLoads(block)) << "of one load";
    block.loads = 5;
    EXPECT_NEAR(gainOverLoads(block)->gain.low, std::exp(0.2), 1e-9);
    for (std::size_t pair = 0; pair < 12; ++pair)
        block.pairs[pair].droppedBecause = "busy";
    EXPECT_EQ(gainOverLoads(block)->gain.pairs, 18U);
    for (std::size_t pair = 12; pair < 16; ++pair)
        block.pairs[pair].droppedBecause = "busy";
    EXPECT_FALSE(gainOverLoads(block)) << "two loads are left";
}

TEST(GainOverLoads, saysHowFarLoadsLieApart)
{
    protocol::PairBlock block = blockOf({0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.3, 0.3, 0.3});
    block.loads = 3;
    const auto over = gainOverLoads(block).value();
    EXPECT_NEAR(over.deviation.logRatio, 0.1, 1e-9);
    EXPECT_EQ(over.deviation.loads, 3);
    EXPECT_NEAR(over.gain.speedup, std::exp(0.2), 1e-9);
    EXPECT_NEAR(over.gain.high, std::exp(0.2 + 4.3027 * 0.1 / std::sqrt(3.0)), 1e-4);
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

TEST(GainOverLoads, ofOneInputSetShowsWhatTheMeanHides)
{
    auto block = simulatedBlock(30, 0.4, 0.005, 1);
    block.loads = 5;
    block.inputSets.resize(2);
    for (const auto& pair : block.pairs) {
        block.inputSets[0].aNanoseconds.push_back(2 * pair.aNanoseconds);
        block.inputSets[0].bNanoseconds.push_back(pair.bNanoseconds);
        block.inputSets[1].aNanoseconds.push_back(pair.aNanoseconds);
        block.inputSets[1].bNanoseconds.push_back(3 * pair.bNanoseconds);
    }
    EXPECT_GT(gainOfInputSet(block, 0)->gain.low, 2);
    EXPECT_LT(gainOfInputSet(block, 1)->gain.high, 1);
    block.inputSets[1].bNanoseconds.pop_back(); // of a damaged history
    EXPECT_FALSE(gainOfInputSet(block, 1));
}

} // namespace
} // namespace autokernel::judge
