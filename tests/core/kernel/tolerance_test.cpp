// SPDX-License-Identifier: Apache-2.0
#include "kernel/tolerance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace autokernel::kernel {
namespace {

TEST(UnitInLastPlace, isTheSpacingOfTheDtype)
{
    EXPECT_EQ(unitInLastPlace(1, Dtype::Float32), 0x1p-23);
    EXPECT_EQ(unitInLastPlace(-1.99, Dtype::Float32), 0x1p-23);
    EXPECT_EQ(unitInLastPlace(2, Dtype::Float16), 0x1p-9);
    EXPECT_EQ(unitInLastPlace(1, Dtype::BFloat16), 0x1p-7);
    EXPECT_EQ(unitInLastPlace(0, Dtype::Float16), 0x1p-24) << "smallest subnormal";
    EXPECT_EQ(unitInLastPlace(1e-40, Dtype::Float32), 0x1p-149);
    EXPECT_EQ(unitInLastPlace(1, Dtype::Float64), std::numeric_limits<double>::epsilon());
}

TEST(LargestFinite, isTheDtypesMaximum)
{
    EXPECT_EQ(largestFinite(Dtype::Float16), 65504);
    EXPECT_EQ(largestFinite(Dtype::Float32), std::numeric_limits<float>::max());
    EXPECT_EQ(largestFinite(Dtype::Float64), std::numeric_limits<double>::max());
}

TEST(RoundTo, roundsTiesToEvenAndOverflowsToInfinity)
{
    EXPECT_EQ(roundTo(1 + 0x1p-11, Dtype::Float16), 1);
    EXPECT_EQ(roundTo(1 + 3 * 0x1p-11, Dtype::Float16), 1 + 0x1p-9);
    EXPECT_EQ(roundTo(65519, Dtype::Float16), 65504);
    EXPECT_EQ(roundTo(-65520, Dtype::Float16), -std::numeric_limits<double>::infinity());
    for (const double value : {0.1, 1e-40, 3.3e38, -7.7})
        EXPECT_EQ(roundTo(value, Dtype::Float32), static_cast<double>(static_cast<float>(value)));
}

TEST(ToleranceOf, knowsWhereSumsAreExact)
{
    EXPECT_TRUE(toleranceOf("product").hasExactSums);
    EXPECT_TRUE(toleranceOf("reduction").hasExactSums);
    EXPECT_FALSE(toleranceOf("normalisation").hasExactSums);
    EXPECT_FALSE(toleranceOf("elementwise").hasExactSums);
}

} // namespace
} // namespace autokernel::kernel
