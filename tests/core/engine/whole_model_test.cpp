// SPDX-License-Identifier: Apache-2.0
#include "engine/whole_model.h"

#include <gtest/gtest.h>

namespace autokernel::engine {
namespace {

protocol::PairBlock blockOfThreePairs()
{
    protocol::Pair pair;
    pair.aNanoseconds = 2e8;
    pair.bNanoseconds = 1e8;
    protocol::PairBlock block;
    block.pairs.assign(3, pair);
    return block;
}

TEST(TimeInPairs, countsEveryCallOfABlock)
{
    auto block = blockOfThreePairs();
    EXPECT_DOUBLE_EQ(timeInPairs(block).count(), 0.9);
    block.repeatsA = 2;
    block.repeatsB = 4;
    EXPECT_DOUBLE_EQ(timeInPairs(block).count(), 3 * 0.8);
}

// Their times are of a mean call, and each pair calls every set on both sides.
TEST(TimeInPairs, countsEachInputSet)
{
    auto block = blockOfThreePairs();
    block.setWeights = {1, 1, 1, 1};
    EXPECT_DOUBLE_EQ(timeInPairs(block).count(), 4 * 0.9);
    block.setWeights = {1};
    EXPECT_DOUBLE_EQ(timeInPairs(block).count(), 0.9);
}

} // namespace
} // namespace autokernel::engine
