// SPDX-License-Identifier: Apache-2.0
#include "history_fixture.h"

#include "judge/pair.h"
#include "store/sample_blob.h"

#include <bit>
#include <cmath>
#include <limits>

namespace autokernel::store {
namespace {

using test::pairBlock;

void expectSame(const protocol::PairBlock& a, const protocol::PairBlock& b)
{
    EXPECT_EQ(a.a, b.a);
    EXPECT_EQ(a.b, b.b);
    EXPECT_EQ(a.target, b.target);
    EXPECT_EQ(a.clock, b.clock);
    EXPECT_EQ(a.dataSets, b.dataSets);
    EXPECT_EQ(a.footprintBytes, b.footprintBytes);
    EXPECT_EQ(a.lastLevelCacheBytes, b.lastLevelCacheBytes);
    EXPECT_EQ(a.repeatsA, b.repeatsA);
    EXPECT_EQ(a.repeatsB, b.repeatsB);
    EXPECT_EQ(a.seed, b.seed);
    EXPECT_EQ(a.stealFraction, b.stealFraction);
    EXPECT_EQ(a.faultA.cause, b.faultA.cause);
    EXPECT_EQ(a.faultB.cause, b.faultB.cause);
    EXPECT_EQ(a.faultB.text, b.faultB.text);
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    ASSERT_EQ(a.pairs.size(), b.pairs.size());
    for (std::size_t i = 0; i < a.pairs.size(); ++i) {
        EXPECT_EQ(bits(a.pairs[i].aNanoseconds), bits(b.pairs[i].aNanoseconds)) << i;
        EXPECT_EQ(bits(a.pairs[i].bNanoseconds), bits(b.pairs[i].bNanoseconds)) << i;
        EXPECT_EQ(bits(a.pairs[i].aWitnessNanoseconds), bits(b.pairs[i].aWitnessNanoseconds)) << i;
        EXPECT_EQ(bits(a.pairs[i].bWitnessNanoseconds), bits(b.pairs[i].bWitnessNanoseconds)) << i;
        EXPECT_EQ(a.pairs[i].dataSet, b.pairs[i].dataSet) << i;
        EXPECT_EQ(a.pairs[i].aFirst, b.pairs[i].aFirst) << i;
        EXPECT_EQ(a.pairs[i].droppedBecause, b.pairs[i].droppedBecause) << i;
    }
}

TEST(SampleBlob, GivesBackEveryBit)
{
    protocol::PairBlock block = pairBlock(117, 1.02, 7);
    block.seed = std::numeric_limits<std::uint64_t>::max();
    block.faultB = {protocol::FaultCause::WrongOutputs, "row 3 was wrong"};
    expectSame(block, *decodePairBlock(encodePairBlock(block)));
}

TEST(SampleBlob, GivesBackValuesThatAreNoFractions)
{
    protocol::PairBlock block = pairBlock(4, 1, 1);
    block.pairs[0].aNanoseconds = std::sqrt(2.0);
    block.pairs[1].bNanoseconds = std::numeric_limits<double>::quiet_NaN();
    block.pairs[2].aWitnessNanoseconds = -0.0;
    block.pairs[3].bWitnessNanoseconds = std::numeric_limits<double>::infinity();
    expectSame(block, *decodePairBlock(encodePairBlock(block)));
}

TEST(SampleBlob, HoldsABlockWithoutPairs)
{
    expectSame(pairBlock(0, 1, 1), *decodePairBlock(encodePairBlock(pairBlock(0, 1, 1))));
}

TEST(SampleBlob, KeepsAFullExperimentWithinItsBudget)
{
    // Both gates at their caps and the printed block, in requests of at most 50 pairs.
    std::size_t bytes = 0;
    for (const int pairs : {10, 50, 50, 50, 40, 10, 50, 50, 50, 40, 30})
        bytes += encodePairBlock(pairBlock(pairs, 1.01, bytes)).size();
    EXPECT_LE(bytes, kMaximumBlobBytesPerExperiment) << bytes << " bytes";
}

TEST(SampleBlob, KeepsAFullExperimentOfArbitraryDoublesWithinItsBudget)
{
    std::size_t bytes = 0;
    for (const int pairs : {200, 200, 30}) {
        auto block = pairBlock(pairs, 1.01, bytes);
        for (auto& pair : block.pairs) {
            pair.aNanoseconds = std::sqrt(pair.aNanoseconds);
            pair.bNanoseconds = std::sqrt(pair.bNanoseconds);
            pair.aWitnessNanoseconds = std::sqrt(pair.aWitnessNanoseconds);
            pair.bWitnessNanoseconds = std::sqrt(pair.bWitnessNanoseconds);
        }
        bytes += encodePairBlock(block).size();
    }
    EXPECT_LE(bytes, kMaximumBlobBytesPerExperiment) << bytes << " bytes";
}

TEST(SampleBlob, NoticesDamageAnywhere)
{
    const std::string blob = encodePairBlock(pairBlock(40, 1, 3));
    for (std::size_t i = 0; i < blob.size(); i += 7) {
        std::string damaged = blob;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
        const auto result = decodePairBlock(damaged);
        // A flipped bit in zstd's own header may be without meaning; then the content must be
        // right.
        if (result)
            expectSame(pairBlock(40, 1, 3), *result);
    }
    for (std::size_t length = 0; length < blob.size(); length += 5)
        EXPECT_FALSE(decodePairBlock(blob.substr(0, length))) << length;
}

TEST(SampleBlob, RefusesANewerVersionWithASentence)
{
    std::string blob = encodePairBlock(pairBlock(4, 1, 3));
    blob[3] = '9';
    const auto result = decodePairBlock(blob);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Unsupported);
    EXPECT_NE(result.error().message.find("'9'"), std::string::npos) << result.error().message;
}

TEST(SampleBlob, GivesBackLadderSamples)
{
    for (const std::vector<double>& samples : {std::vector<double> {}, {12.0}, {1.5, 3.25, 1e300}})
        EXPECT_EQ(*decodeSamples(encodeSamples(samples)), samples);
}

TEST(SampleBlob, LetsTheJudgeSeeTheSameRatios)
{
    const auto block = pairBlock(80, 1.02, 11);
    const auto stored = *decodePairBlock(encodePairBlock(block));
    const auto before = judge::pairSeries(std::vector {block});
    const auto after = judge::pairSeries(std::vector {stored});
    EXPECT_EQ(before.logRatios, after.logRatios);
    EXPECT_EQ(before.dropped, after.dropped);
    EXPECT_GT(before.dropped, 0u);
}

} // namespace
} // namespace autokernel::store
