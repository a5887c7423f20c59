// SPDX-License-Identifier: Apache-2.0
#include "lab/device/cpu_features.h"
#include "lab/device/cpu_info.h"
#include "lab/device/cpu_roofs.h"
#include "lab/device/peak_kernels.h"
#include "lab/device/stream_kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace autokernel::lab {
namespace {

class CpuRoofsTest : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        if (!cpuFeatures().avx2)
            return;
        const auto start = std::chrono::steady_clock::now();
        auto roofs = measureCpuRoofs({.budgetSeconds = 3});
        s_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        ASSERT_TRUE(roofs.has_value()) << roofs.error().message;
        s_roofs = *roofs;
    }
    void SetUp() override
    {
        if (!cpuFeatures().avx2)
            GTEST_SKIP() << "this processor has no AVX2";
    }
    static inline roofline::Roofs s_roofs;
    static inline double s_seconds = 0;
};

TEST_F(CpuRoofsTest, peaksArePhysical)
{
    for (const auto& roof : s_roofs.compute) {
        SCOPED_TRACE(roof.dtype + " " + roof.isa + " " + std::to_string(roof.threads));
        EXPECT_GT(roof.flopPerSecond.best, 1e9);
        EXPECT_LT(roof.flopPerSecond.best, 1e13 * roof.threads);
        EXPECT_LE(roof.flopPerSecond.low, roof.flopPerSecond.high);
        EXPECT_LE(roof.flopPerSecond.high, roof.flopPerSecond.best);
    }
    EXPECT_GT(s_roofs.peakFlopPerSecond("fp32", 1), 1.6 * s_roofs.peakFlopPerSecond("fp64", 1));
}

TEST_F(CpuRoofsTest, everyLevelHasReadWriteAndCopy)
{
    auto levels = cpuCaches();
    levels.push_back({.level = "DRAM"});
    for (const auto& level : levels) {
        for (const char* kind : {"read", "write", "copy"})
            EXPECT_GT(s_roofs.peakBytesPerSecond(level.level, kind, 1), 1e8)
                << level.level << " " << kind;
    }
}

TEST_F(CpuRoofsTest, nearerMemoryIsFaster)
{
    EXPECT_GT(
        s_roofs.peakBytesPerSecond("L1", "read", 1), s_roofs.peakBytesPerSecond("L2", "read", 1));
    EXPECT_GT(
        s_roofs.peakBytesPerSecond("L2", "read", 1), s_roofs.peakBytesPerSecond("DRAM", "read", 1));
}

TEST_F(CpuRoofsTest, memoryFootprintIsBeyondTheCaches)
{
    const auto dram = std::ranges::find(s_roofs.bandwidth, "DRAM", &roofline::BandwidthRoof::level);
    ASSERT_NE(dram, s_roofs.bandwidth.end());
    const std::uint64_t wanted
        = std::min<std::uint64_t>(4 * s_roofs.lastLevelCacheBytes(), 1ULL << 30U);
    EXPECT_GE(dram->footprintBytes, std::min(wanted, describeCpu({}).memoryBytes / 4));
}

TEST_F(CpuRoofsTest, keepsItsBudget)
{
    EXPECT_LT(s_seconds, 6);
}

// A roof is only a roof if the loops do the work that is counted.
TEST_F(CpuRoofsTest, streamLoopsTouchExactlyTheirBytes)
{
    constexpr std::size_t kBytes = 8 * kStreamBlock;
    alignas(64) static std::array<std::byte, kBytes + 64> source;
    alignas(64) static std::array<std::byte, kBytes + 64> target;
    for (std::size_t i = 0; i < source.size(); ++i)
        source[i] = static_cast<std::byte>(i % 251);
    for (const StreamKernel& kernel : streamKernels()) {
        SCOPED_TRACE(kernel.kind + " " + kernel.variant);
        target.fill(std::byte {0xEE});
        kernel.run(target.data(), source.data(), kBytes);
        EXPECT_EQ(target[kBytes], std::byte {0xEE});
        const auto untouched = std::ranges::count(target, std::byte {0xEE});
        const bool isCopied = std::memcmp(target.data(), source.data(), kBytes) == 0;
        EXPECT_EQ(isCopied, kernel.kind == "copy");
        if (kernel.kind != "copy") { // the copied pattern may contain the filler itself
            EXPECT_EQ(untouched, kernel.kind == "read" ? kBytes + 64 : 64);
        }
    }
}

TEST_F(CpuRoofsTest, peakLoopsTakeTimeInProportionToTheirIterations)
{
    for (const PeakKernel& kernel : peakKernels()) {
        const auto seconds = [&](std::uint64_t iterations) {
            double best = 1;
            for (int i = 0; i < 7; ++i) {
                const auto start = std::chrono::steady_clock::now();
                kernel.run(iterations);
                const std::chrono::duration<double> span = std::chrono::steady_clock::now() - start;
                best = std::min(best, span.count());
            }
            return best;
        };
        EXPECT_NEAR(seconds(40'000) / seconds(10'000), 4, 1.5)
            << kernel.dtype << " " << kernel.isa << " " << kernel.chains;
    }
}

} // namespace
} // namespace autokernel::lab
