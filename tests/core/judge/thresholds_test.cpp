// SPDX-License-Identifier: Apache-2.0
#include "judge/thresholds.h"

#include <gmock/gmock.h>

namespace autokernel::judge {
namespace {

TEST(Thresholds, surviveJson)
{
    Thresholds changed;
    changed.version = 7;
    changed.minimumEffect = 0.02;
    changed.alphaConfirmation = 0.01;
    changed.cpu.maximumPairs = 33;
    changed.gpu.clip = 0.5;
    const auto back = Json(changed).get<Thresholds>();
    EXPECT_EQ(Json(back), Json(changed));
    EXPECT_EQ(back.cpu.maximumPairs, 33);
    EXPECT_DOUBLE_EQ(back.gpu.clip, 0.5);
}

TEST(Thresholds, absentKeysKeepTheirDefaults)
{
    const auto thresholds
        = Json::parse(R"({"minimum_effect": 0.05, "cpu": {"clip": 0.2}})").get<Thresholds>();
    EXPECT_DOUBLE_EQ(thresholds.minimumEffect, 0.05);
    EXPECT_DOUBLE_EQ(thresholds.cpu.clip, 0.2);
    EXPECT_EQ(thresholds.cpu.maximumPairs, Thresholds {}.cpu.maximumPairs);
    EXPECT_DOUBLE_EQ(thresholds.alphaFirst, 0.05);
}

// Every number is stored: as many keys as members, so that none is forgotten.
TEST(Thresholds, everyNumberIsWritten)
{
    const Json json = Thresholds {};
    constexpr std::size_t kLimitsBytes = 2 * sizeof(SequenceLimits);
    const std::size_t integers
        = 4; // version, printedPairs, bootstrapResamples, suspiciousKeepCount
    const std::size_t others = json.size() - integers - 2;
    EXPECT_LE(sizeof(Thresholds) - kLimitsBytes, 8 * (others + integers));
    EXPECT_GE(sizeof(Thresholds) - kLimitsBytes, 8 * others + 4 * integers);
    EXPECT_EQ(json["cpu"].size(), 5U);
}

} // namespace
} // namespace autokernel::judge
