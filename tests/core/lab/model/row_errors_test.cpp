// SPDX-License-Identifier: Apache-2.0
#include "lab/model/row_errors.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::lab {
namespace {

at::Tensor row(std::vector<float> values)
{
    return at::tensor(values);
}

TEST(RowErrors, allowFourTimesTheOriginalsLargestError)
{
    const auto truth = row({1.0f, 0.0f, 0.0f, 0.0f});
    const auto original = row({1.0f, 0.01f, 0.0f, 0.0f});
    EXPECT_NEAR(errorRatios(row({1.0f, 0.03f, 0, 0}), original, truth).maximum, 0.75, 1e-6);
    EXPECT_NEAR(errorRatios(row({1.0f, 0.05f, 0, 0}), original, truth).maximum, 1.25, 1e-6);
    EXPECT_NEAR(errorRatios(row({1.0f, 0.05f, 0, 0}), original, truth).rms, 2.5, 1e-6);
}

TEST(RowErrors, allowTwoUlpsOfAnExactOriginal)
{
    const auto truth = row({1.0f, -0.5f});
    const float ulp = std::nextafter(1.0f, 2.0f) - 1.0f;
    EXPECT_LE(errorRatios(row({1.0f + 2 * ulp, -0.5f}), truth, truth).maximum, 1.0);
    EXPECT_GT(errorRatios(row({1.0f + 3 * ulp, -0.5f}), truth, truth).maximum, 1.0);
    EXPECT_LE(errorRatios(row({1.0f + 3 * ulp, -0.5f}), truth, truth, 16).maximum, 1.0);
}

TEST(RowErrors, judgeEachRowByItself)
{
    const auto truth = at::zeros({2, 16}).add(1.0);
    const auto original = truth.clone();
    original[0] += 0.1; // a poor first row is no licence for the second
    auto patched = truth.clone();
    patched[1] += 0.1;
    EXPECT_GT(errorRatios(patched, original, truth).maximum, 1000);
}

// The scale of a normalised row has one error, which is nothing in some rows of any original.
TEST(RowErrors, judgeARowThatTheOriginalHitsByLuckLikeTheOthers)
{
    const auto truth = at::zeros({9, 16}).add(1.0);
    auto original = truth.clone().mul(1.01);
    original[4] = 1.0;
    auto patched = truth.clone();
    patched[4] += 0.015;
    EXPECT_NEAR(errorRatios(patched, original, truth).rms, 0.75, 0.01);
    patched[4] += 0.015;
    EXPECT_GT(errorRatios(patched, original, truth).rms, 1.4);
}

TEST(RowErrors, judgeShortRowsTogether)
{
    // The original hits the second pair by luck; alone it would have two units in the last place.
    const auto truth = at::zeros({2, 2}).add(1.0);
    auto original = truth.clone();
    original[0] += 0.01;
    auto patched = truth.clone();
    patched[1] += 0.01;
    EXPECT_LE(errorRatios(patched, original, truth).maximum, 1);
    EXPECT_GT(errorRatios(patched.add(0.1), original, truth).maximum, 1);
}

TEST(RowErrors, refuseNewInfinitiesAndOtherShapes)
{
    const auto truth = row({1.0f, 2.0f});
    const auto broken = row({1.0f, NAN});
    EXPECT_TRUE(std::isinf(errorRatios(broken, truth, truth).maximum));
    EXPECT_EQ(errorRatios(broken, broken, broken).maximum, 0.0); // the original says the same
    EXPECT_TRUE(std::isinf(errorRatios(row({1.0f}), truth, truth).maximum));
}

} // namespace
} // namespace autokernel::lab
