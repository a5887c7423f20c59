// SPDX-License-Identifier: Apache-2.0
// The judge against candidates whose true gain is known, under the heavy-tailed noise of timings.
#include "core/judge/simulation.h"

#include <gmock/gmock.h>

namespace autokernel::judge {
namespace {

struct NoiseCase
{
    double sd; // of one pair
    bool onGpu;
};

class NullCandidates : public testing::TestWithParam<NoiseCase>
{
};

TEST_P(NullCandidates, atMostTwoOfTwoThousandAreKept)
{
    constexpr std::uint64_t kSeed = 20'000;
    EXPECT_LE(keptOf(2000, 0, GetParam().sd, GetParam().onGpu, kSeed), 2) << "seed " << kSeed;
}

TEST_P(NullCandidates, aTrueGainOfTwoPercentIsKeptInNineteenOfTwenty)
{
    constexpr std::uint64_t kSeed = 50'000;
    EXPECT_GE(keptOf(300, 0.02, GetParam().sd, GetParam().onGpu, kSeed), 285) << "seed " << kSeed;
}

INSTANTIATE_TEST_SUITE_P(Noise, NullCandidates,
    testing::Values(NoiseCase {0.005, false}, NoiseCase {0.01, false}, NoiseCase {0.02, false},
        NoiseCase {0.02, true}),
    [](const auto& tested) {
        return fmt::format(
            "sd{:.0f}permille{}", 1000 * tested.param.sd, tested.param.onGpu ? "Gpu" : "Cpu");
    });

// What the gates are for: the same candidates under "one look at ten pairs, keep if 1 % faster".
TEST(NaiveRule, keepsManyUselessCandidatesThatTheGatesDoNot)
{
    int kept = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        PairNoise noise(0.02, seed);
        kept += noise() > 0.01 ? 1 : 0;
    }
    EXPECT_GT(kept, 100);
}

} // namespace
} // namespace autokernel::judge
