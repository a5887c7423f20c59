// SPDX-License-Identifier: Apache-2.0
#include "lab/device/kernel_trace.h"

#include <gtest/gtest.h>

namespace autokernel::lab::cuda {
namespace {

TEST(CallOfTrace, leavesGapsOut)
{
    const auto call = callOfTrace({{0, 10}, {14, 20}, {100, 110}, {120, 130}}, 2);
    EXPECT_DOUBLE_EQ(call.busyNanoseconds, 18);
    EXPECT_EQ(call.kernels, 2);
}

TEST(CallOfTrace, countsOverlappingKernelsOnce)
{
    EXPECT_DOUBLE_EQ(callOfTrace({{0, 40}, {5, 10}, {30, 50}}, 1).busyNanoseconds, 50);
}

TEST(CallOfTrace, hasNoFigureWhenTheKernelsDoNotDivideIntoTheCalls)
{
    EXPECT_EQ(callOfTrace({{0, 1}, {2, 3}, {4, 5}}, 2).kernels, 0);
    EXPECT_EQ(callOfTrace({}, 4).kernels, 0);
    EXPECT_EQ(callOfTrace({{0, 1}}, 0).kernels, 0);
}

TEST(KernelTrace, saysWhyThereIsNone)
{
    const auto trace = KernelTrace::open();
    if (trace)
        GTEST_SKIP() << "this machine has a GPU";
    EXPECT_EQ(trace.error().code, ErrorCode::Unsupported);
    EXPECT_TRUE(trace.error().message.starts_with("CUPTI: ")) << trace.error().message;
}

} // namespace
} // namespace autokernel::lab::cuda
