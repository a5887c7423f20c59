// SPDX-License-Identifier: Apache-2.0
#include "lab/device/cpu_features.h"
#include "lab/device/cpu_info.h"
#include "lab/device/machine_state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace autokernel::lab {
namespace {

std::string processorFlags()
{
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("flags"))
            return line + " ";
    }
    return {};
}

TEST(CpuInfoTest, featuresAgreeWithTheKernel)
{
    const std::string flags = processorFlags();
    if (flags.empty())
        GTEST_SKIP() << "the kernel lists no flags";
    const auto has = [&](const char* flag) {
        return flags.find(std::string(" ") + flag + " ") != std::string::npos;
    };
    EXPECT_EQ(cpuFeatures().avx2, has("avx2") && has("fma"));
    EXPECT_EQ(cpuFeatures().avx512,
        has("avx512f") && has("avx512bw") && has("avx512dq") && has("avx512vl"));
    EXPECT_EQ(cpuFeatures().avx512Bf16, has("avx512_bf16"));
    EXPECT_EQ(cpuFeatures().avx512Vnni, has("avx512_vnni"));
    EXPECT_EQ(cpuFeatures().amxBf16, has("amx_bf16"));
}

TEST(CpuInfoTest, describesThisMachine)
{
    const auto info = describeCpu({.compiler = "g++ 12.2", .torch = "2.11.0"});
    EXPECT_EQ(info.id, "cpu");
    EXPECT_EQ(info.cores, static_cast<int>(allowedCores().size()));
    EXPECT_GT(info.memoryBytes, 64U << 20U);
    EXPECT_EQ(info.isa, cpuFeatures().names());
}

TEST(CpuInfoTest, signatureChangesWithTheSoftware)
{
    const auto of = [](const char* compiler, const char* torch) {
        return describeCpu({.compiler = compiler, .torch = torch}).signature;
    };
    EXPECT_EQ(of("g++ 12", "2.11"), of("g++ 12", "2.11"));
    EXPECT_NE(of("g++ 12", "2.11"), of("g++ 13", "2.11"));
    EXPECT_NE(of("g++ 12", "2.11"), of("g++ 12", "2.12"));
}

TEST(CpuInfoTest, cachesGrow)
{
    const auto caches = cpuCaches();
    ASSERT_FALSE(caches.empty());
    EXPECT_TRUE(std::ranges::is_sorted(caches, {}, &roofline::CacheLevel::bytes));
    EXPECT_EQ(caches.front().level, "L1");
}

TEST(MachineStateTest, countsBusyTime)
{
    const MachineState before = machineState();
    EXPECT_GT(before.totalTicks, before.busyTicks);
    EXPECT_GT(before.busyTicks, 0U);
}

TEST(MachineStateTest, stealIsAShareOfAllTicks)
{
    const MachineState before {.stealTicks = 10, .busyTicks = 500, .totalTicks = 1000};
    const MachineState after {.stealTicks = 60, .busyTicks = 550, .totalTicks = 1200};
    EXPECT_DOUBLE_EQ(stealFraction(before, after), 0.25);
    EXPECT_EQ(stealFraction(after, before), 0); // counters went back: no reading
    EXPECT_EQ(stealFraction(before, before), 0);
}

} // namespace
} // namespace autokernel::lab
