// SPDX-License-Identifier: Apache-2.0
#include "core/judge/simulated_pairs.h"

#include "judge/confidence_sequence.h"

#include <gmock/gmock.h>

#include <cmath>

namespace autokernel::judge {
namespace {

TEST(ConfidenceSequence, mixtureParametersAreThePublishedOnes)
{
    EXPECT_NEAR(mixtureParameter(0.05), 0.2645, 5e-5);
    EXPECT_NEAR(mixtureParameter(0.025), 0.3168, 5e-5);
}

// n = 20 equal steps from -0.01 to 0.01; by hand from TRUST's formula: k = 2 per side.
TEST(ConfidenceSequence, halfWidthFollowsTheFormula)
{
    std::vector<double> values;
    for (int i = 0; i < 20; ++i)
        values.push_back(0.03 + 0.001 * (i - 9.5));
    const SequenceState state = confidenceSequence(values, 0.05, 0.1);
    double squares = 0;
    for (int i = 0; i < 20; ++i) {
        const double d = 0.001 * (std::clamp(i, 2, 17) - 9.5);
        squares += d * d;
    }
    const double scale = std::sqrt(squares / 19) / 0.8;
    const double q = 0.2645;
    EXPECT_NEAR(state.centre, 0.03, 1e-12);
    EXPECT_NEAR(state.scale, scale, 1e-12);
    EXPECT_NEAR(state.halfWidth,
        scale * std::sqrt(2 * (20 * q + 1) / (400 * q) * std::log(std::sqrt(20 * q + 1) / 0.05)),
        1e-5);
}

TEST(ConfidenceSequence, fewerThanTwoValuesSayNothing)
{
    EXPECT_TRUE(std::isinf(confidenceSequence({}, 0.05, 0.1).halfWidth));
    const std::vector<double> one {0.5};
    EXPECT_TRUE(std::isinf(confidenceSequence(one, 0.05, 0.1).halfWidth));
}

TEST(ConfidenceSequence, narrowsAsPairsCome)
{
    PairNoise noise(0.02, 3);
    std::vector<double> values;
    std::vector<double> widths;
    for (const std::size_t size : {20U, 80U, 320U}) {
        while (values.size() < size)
            values.push_back(noise());
        widths.push_back(confidenceSequence(values, 0.05, 0.1).halfWidth);
    }
    EXPECT_GT(widths[0], 1.5 * widths[1]);
    EXPECT_GT(widths[1], 1.5 * widths[2]);
}

// The point of it: looking after every pair from the tenth on must not miss the truth more often
// than alpha says. A fixed-n 95 % interval looked at this way misses it in 30 % of all runs.
TEST(ConfidenceSequence, holdsAtEveryLookTogether)
{
    int missed = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        PairNoise noise(0.02, seed);
        std::vector<double> values;
        bool outside = false;
        while (values.size() < 120) {
            values.push_back(noise());
            if (values.size() >= 10) {
                const SequenceState state = confidenceSequence(values, 0.05, 0.1);
                outside = outside || state.low() > 0 || state.high() < 0;
            }
        }
        missed += outside ? 1 : 0;
    }
    EXPECT_LE(missed, 400 * 8 / 100);
}

} // namespace
} // namespace autokernel::judge
