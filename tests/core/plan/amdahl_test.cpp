// SPDX-License-Identifier: Apache-2.0
#include "plan/amdahl.h"

#include <gmock/gmock.h>

namespace autokernel::plan {
namespace {

protocol::Site site(int index, std::string type, double microseconds, int calls = 1)
{
    protocol::Site result;
    result.index = index;
    result.target.type = std::move(type);
    result.target.symbols = {{"R", 8}};
    result.microsecondsPerForward = microseconds;
    result.callsPerForward = calls;
    return result;
}

TEST(Amdahl, lawByTable)
{
    EXPECT_DOUBLE_EQ(amdahl(0.5, 2), 4.0 / 3);
    EXPECT_DOUBLE_EQ(amdahl(1, 3), 3);
    EXPECT_DOUBLE_EQ(amdahl(0, 100), 1);
}

TEST(Amdahl, sitesOfOneTargetAreOneAndRankedByWhatTheySave)
{
    protocol::Profile profile;
    profile.forwardMicroseconds = 1000;
    profile.sites = {site(0, "rmsnorm", 50, 2), site(1, "matmul", 600, 4),
        site(2, "rmsnorm", 50, 2), site(3, "softmax", 200)};
    // matmul is large but at its roof; softmax can become ten times as fast.
    const std::map<std::string, Attainable> attainable {
        {profile.sites[1].target.key(), {145'000, "fp32 FMA peak"}},
        {profile.sites[3].target.key(), {20'000, "DRAM bandwidth"}},
    };
    const auto ranked = rankTargets(profile, attainable);
    ASSERT_EQ(ranked.size(), 3U);
    EXPECT_EQ(ranked[0].target.type, "softmax");
    EXPECT_NEAR(ranked[0].modelSpeedup, 1 / (0.8 + 0.02), 1e-12);
    EXPECT_EQ(ranked[1].target.type, "rmsnorm"); // nothing known: half its time, 5 % of the forward
    EXPECT_THAT(ranked[1].sites, testing::ElementsAre(0, 2));
    EXPECT_EQ(ranked[1].callsPerForward, 4);
    EXPECT_DOUBLE_EQ(ranked[1].share, 0.1);
    EXPECT_NEAR(ranked[2].attainableSpeedup, 150.0 / 145, 1e-12);
}

TEST(Amdahl, nothingPromisesASlowdown)
{
    protocol::Profile profile;
    profile.forwardMicroseconds = 100;
    profile.sites = {site(0, "rmsnorm", 50)};
    const auto ranked
        = rankTargets(profile, {{profile.sites[0].target.key(), {90'000, "L2 bandwidth"}}});
    EXPECT_DOUBLE_EQ(ranked.at(0).attainableSpeedup, 1);
    EXPECT_DOUBLE_EQ(ranked.at(0).modelSpeedup, 1);
}

} // namespace
} // namespace autokernel::plan
