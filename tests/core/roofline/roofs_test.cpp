// SPDX-License-Identifier: Apache-2.0
#include "roofline/roofs.h"

#include <gtest/gtest.h>

namespace autokernel::roofline {
namespace {

Roofs sample()
{
    Roofs roofs;
    roofs.deviceSignature = "some cpu";
    roofs.measuredAt = "2025-01-02T03:04:05Z";
    roofs.compute = {{"fp32", "avx2", 1, {100e9, 90e9, 99e9, 20}}, {"fp32", "avx512", 1, {200e9}},
        {"fp32", "avx512", 2, {390e9}}, {"bf16", "amx", 1, {1.5e12}}};
    roofs.bandwidth = {{"L1", "read", 1, 16384, {300e9}}, {"DRAM", "read", 1, 1U << 28U, {14e9}},
        {"DRAM", "read", 2, 1U << 28U, {28e9}}, {"DRAM", "copy", 2, 1U << 28U, {24e9}}};
    roofs.caches = {{"L1", 32768}, {"L2", 1U << 20U}, {"L3", 32U << 20U}};
    return roofs;
}

TEST(RoofsTest, peakIsTheBestIsaAtTheThreadCountAskedFor)
{
    EXPECT_EQ(sample().peakFlopPerSecond("fp32", 1), 200e9);
    EXPECT_EQ(sample().peakFlopPerSecond("fp32", 2), 390e9);
    EXPECT_EQ(sample().peakFlopPerSecond("fp32", 3), 0);
}

TEST(RoofsTest, zeroThreadsMeansTheLargestCountMeasuredForThatRoof)
{
    EXPECT_EQ(sample().peakFlopPerSecond("fp32"), 390e9);
    EXPECT_EQ(sample().peakFlopPerSecond("bf16"), 1.5e12); // measured with one thread only
    EXPECT_EQ(sample().peakBytesPerSecond("DRAM", "read"), 28e9);
    EXPECT_EQ(sample().peakBytesPerSecond("L1", "read"), 300e9);
}

TEST(RoofsTest, aBusyMachineTakesNothingFromWhatWasShownToBePossible)
{
    auto busy = sample();
    busy.measuredAt = "2025-01-03T00:00:00Z";
    busy.bandwidth[2].bytesPerSecond = {14e9}; // DRAM, two threads: a neighbour
    busy.compute[0].flopPerSecond = {110e9, 95e9, 109e9};
    busy.compute.pop_back();
    const auto both = betterOf(sample(), busy);
    EXPECT_EQ(both.peakBytesPerSecond("DRAM", "read", 2), 28e9);
    EXPECT_EQ(both.compute[0].flopPerSecond.best, 110e9);
    EXPECT_EQ(both.peakFlopPerSecond("bf16"), 1.5e12);
    EXPECT_EQ(both.measuredAt, busy.measuredAt);
    EXPECT_EQ(both.bandwidth.size(), sample().bandwidth.size());
}

TEST(RoofsTest, whatWasNotMeasuredIsZero)
{
    EXPECT_EQ(sample().peakFlopPerSecond("fp64"), 0);
    EXPECT_EQ(sample().peakBytesPerSecond("L2", "copy"), 0);
    EXPECT_EQ(Roofs().lastLevelCacheBytes(), 0U);
}

TEST(RoofsTest, survivesJson)
{
    const Json json = sample();
    const auto back = parseJson(dumpLine(json));
    ASSERT_TRUE(back.has_value());
    const Roofs roofs = back->get<Roofs>();
    EXPECT_EQ(Json(roofs), json);
    EXPECT_EQ(roofs.compute[0].flopPerSecond.low, 90e9);
    EXPECT_EQ(roofs.compute[0].flopPerSecond.runs, 20);
    EXPECT_EQ(roofs.bandwidth[1].footprintBytes, 1U << 28U);
    EXPECT_EQ(roofs.lastLevelCacheBytes(), 32U << 20U);
}

TEST(RoofsTest, ofAnEarlierVersionDoNotSayHowManyRuns)
{
    Json json = sample();
    json["compute"][0]["flop_per_second"].erase("runs");
    EXPECT_EQ(json.get<Roofs>().compute[0].flopPerSecond.runs, 0);
}

TEST(RoofsTest, jsonWithoutAFieldIsAnErrorAndLeavesTheValueAlone)
{
    Json json = sample();
    json["compute"][0].erase("flop_per_second");
    Roofs roofs = sample();
    EXPECT_THROW(json.get_to(roofs), nlohmann::json::exception);
    EXPECT_EQ(roofs.compute.size(), 4U);
}

TEST(RateTest, saysHowFarItsRunsLieApart)
{
    EXPECT_DOUBLE_EQ((Rate {100, 90, 95}.spread()), 0.05);
    EXPECT_EQ(Rate {}.spread(), 0);
    EXPECT_TRUE((Rate {100, 90, 95}.isSteady()));
    EXPECT_FALSE((Rate {56.9, 3.6, 24.4}.isSteady())) << "the best is one of few runs";
}

} // namespace
} // namespace autokernel::roofline
