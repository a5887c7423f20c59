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

// A pair's time is of a mean call, and each pair calls every set on both sides.
TEST(TimeInPairs, countsEachInputSet)
{
    auto block = blockOfThreePairs();
    block.inputSets
        = {{1, {1e8, 1e8, 1e8}, {5e7, 5e7, 5e7}}, {1, {3e8, 3e8, 3e8}, {1e8, 1e8, 1e8}}};
    EXPECT_DOUBLE_EQ(timeInPairs(block).count(), 3 * (0.15 + 0.4));
}

} // namespace
} // namespace autokernel::engine
