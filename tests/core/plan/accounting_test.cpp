// SPDX-License-Identifier: Apache-2.0
#include "plan/accounting.h"

#include <gmock/gmock.h>

namespace autokernel::plan {
namespace {

protocol::Profile profileOf(double site, double unmatched, double outside)
{
    protocol::Profile profile;
    profile.forwardMicroseconds = 200;
    profile.outsideOpsMicroseconds = outside;
    profile.sites.resize(1);
    profile.sites[0].microsecondsPerForward = site;
    profile.unmatched.resize(1);
    profile.unmatched[0].microsecondsPerForward = unmatched;
    return profile;
}

TEST(Accounting, everyPartCountsOnce)
{
    EXPECT_DOUBLE_EQ(accountedShare(profileOf(100, 60, 40)), 1);
    EXPECT_FALSE(accountingRemark(profileOf(100, 60, 40)));
    EXPECT_FALSE(accountingRemark(profileOf(100, 60, 31)));
}

TEST(Accounting, whatDoesNotAddUpIsSaid)
{
    EXPECT_THAT(accountingRemark(profileOf(100, 60, 10)).value(), testing::HasSubstr("85 % of"));
    EXPECT_THAT(accountingRemark(profileOf(200, 60, 10)).value(), testing::HasSubstr("135 % of"));
}

TEST(Accounting, withoutAForwardNothingAddsUp)
{
    EXPECT_TRUE(accountingRemark({}));
}

} // namespace
} // namespace autokernel::plan
