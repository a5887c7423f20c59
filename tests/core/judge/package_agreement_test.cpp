// SPDX-License-Identifier: Apache-2.0
#include "judge/package_agreement.h"

#include <gmock/gmock.h>

#include <limits>

namespace autokernel::judge {
namespace {

using testing::HasSubstr;

TEST(PackageAgreement, overlappingIntervalsAreOneGain)
{
    const auto result = comparePackage({1.617, 1.578, 1.705}, {1.543, 1.519, 1.675});
    EXPECT_TRUE(result.verified);
    EXPECT_FALSE(result.isPackageFigure);
}

TEST(PackageAgreement, aLowerPackageIsVerifiedWithItsOwnFigure)
{
    const auto result = comparePackage({1.60, 1.58, 1.62}, {1.30, 1.28, 1.32});
    EXPECT_TRUE(result.verified);
    EXPECT_TRUE(result.isPackageFigure);
    EXPECT_THAT(result.because, HasSubstr("1.600x (1.580 to 1.620)"));
}

TEST(PackageAgreement, aHigherPackageIsAContradiction)
{
    const auto result = comparePackage({1.30, 1.28, 1.32}, {1.60, 1.58, 1.62});
    EXPECT_FALSE(result.verified);
    EXPECT_TRUE(result.isContradiction);
    EXPECT_THAT(result.because, HasSubstr("contradict"));
}

TEST(PackageAgreement, aStoredGainIsTheSameOrExceeded)
{
    EXPECT_EQ(whyNotTheStoredGain({1.65, 1.60, 1.70}, {1.58, 1.56, 1.61}), "");
    EXPECT_EQ(whyNotTheStoredGain({1.65, 1.60, 1.70}, {1.90, 1.80, 2.00}), "");
    EXPECT_THAT(whyNotTheStoredGain({1.65, 1.60, 1.70}, {1.03, 1.02, 1.04}),
        HasSubstr("1.030x (1.020 to 1.040) over eager, and gained 1.650x (1.600 to 1.700) then"));
    constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NE(whyNotTheStoredGain({1.65, 1.60, 1.70}, {kNothing, kNothing, kNothing}), "");
}

TEST(PackageAgreement, bothMustExcludeATie)
{
    EXPECT_THAT(comparePackage({1.2, 1.1, 1.3}, {1.1, 0.99, 1.2}).because, HasSubstr("no gain"));
    EXPECT_FALSE(comparePackage({1.1, 0.99, 1.2}, {1.2, 1.1, 1.3}).verified);
    EXPECT_FALSE(
        comparePackage({1.2, 1.1, 1.3}, {1.2, std::numeric_limits<double>::quiet_NaN(), 1.3})
            .verified);
}

} // namespace
} // namespace autokernel::judge
