// SPDX-License-Identifier: Apache-2.0
#include "report/format.h"

#include <gtest/gtest.h>

namespace autokernel::report {
namespace {

// The best run lies above the quantiles beside it: nobody may read them as its interval.
TEST(Format, aRoofIsTheBestOfItsRunsBesideTheirSpread)
{
    EXPECT_EQ(formatRoof({61.2e9, 55e9, 60e9, 30}, "FLOP"),
        "61.2 GFLOP/s, best of 30 runs (8 of 10 runs: 55.0 GFLOP/s to 60.0 GFLOP/s)");
    EXPECT_EQ(formatRoof({1.5e12, 1.4e12, 1.45e12}, "B"),
        "1.50 TB/s, best of all runs (8 of 10 runs: 1.40 TB/s to 1.45 TB/s)");
}

} // namespace
} // namespace autokernel::report
