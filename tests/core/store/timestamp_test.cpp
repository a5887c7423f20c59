// SPDX-License-Identifier: Apache-2.0
#include "store/timestamp.h"

#include <gtest/gtest.h>

#include <cmath>

namespace autokernel::store {
namespace {

TEST(Timestamp, readsWhatItWrites)
{
    EXPECT_EQ(secondsSinceEpoch("1970-01-01T00:00:00.000Z"), 0);
    EXPECT_NEAR(secondsSinceEpoch("2026-03-01T22:04:05.123Z"), 1'772'402'645.123, 1e-6);
    EXPECT_NEAR(secondsSinceEpoch("2024-02-29T23:59:59.999Z"), 1'709'251'199.999, 1e-6);
    EXPECT_GT(secondsSinceEpoch(utcNow()), 1.7e9);
}

TEST(Timestamp, anythingElseIsNoTime)
{
    for (const char* text : {"", "2026-03-01", "2026-03-01T22:04:05Z", "2026-13-01T00:00:00.000Z",
             "2026-02-30T00:00:00.000Z", "2026-03-01 22:04:05.123Z", "x026-03-01T22:04:05.123Z"})
        EXPECT_TRUE(std::isnan(secondsSinceEpoch(text))) << text;
}

} // namespace
} // namespace autokernel::store
