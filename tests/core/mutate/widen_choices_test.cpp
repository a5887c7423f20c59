// SPDX-License-Identifier: Apache-2.0
#include "core/mutate/sample_kernel.h"

#include "mutate/widen_choices.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace autokernel::mutate {
namespace {

TEST(WidenChoices, addsTheNextDoublingBeyondTheBest)
{
    const auto widened = widenedChoices(sampleCandidate({{"TILE", 64}, {"UNROLL", 2}}));
    ASSERT_EQ(widened.size(), 1U);
    EXPECT_EQ(widened[0].candidate.tunables.at("TILE"), 128);
    EXPECT_EQ(widened[0].candidate.tunables.at("UNROLL"), 2);
    const auto& tunables = widened[0].candidate.manifest.tunables;
    const auto tile = std::find_if(
        tunables.begin(), tunables.end(), [](const auto& t) { return t.name == "TILE"; });
    ASSERT_NE(tile, tunables.end());
    EXPECT_THAT(tile->choices, testing::ElementsAre(1, 2, 4, 8, 16, 32, 64, 128));
    EXPECT_THAT(
        widened[0].candidate.source, testing::HasSubstr("choices = [1, 2, 4, 8, 16, 32, 64, 128]"));
    EXPECT_THAT(widened[0].idea, testing::HasSubstr("TILE = 128"));
}

TEST(WidenChoices, stopsAtOneAndLeavesFlagsAndCategories)
{
    // UNROLL 1 cannot be halved, STREAM has two choices, ORDER is no scale.
    EXPECT_TRUE(
        widenedChoices(sampleCandidate({{"TILE", 8}, {"UNROLL", 1}, {"STREAM", 1}, {"ORDER", 2}}))
            .empty());
}

TEST(WidenChoices, halvesTheSmallest)
{
    std::string source = kSampleSource;
    const std::string old = "choices = [1, 2, 4, 8, 16, 32, 64]";
    source.replace(source.find(old), old.size(), "choices = [4, 8, 16]");
    const auto widened = widenedChoices(kernel::makeCandidate(source).value());
    ASSERT_EQ(widened.size(), 1U);
    EXPECT_EQ(widened[0].candidate.tunables.at("TILE"), 2);
    EXPECT_THAT(widened[0].candidate.source, testing::HasSubstr("choices = [2, 4, 8, 16]"));
}

} // namespace
} // namespace autokernel::mutate
