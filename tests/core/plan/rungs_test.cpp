// SPDX-License-Identifier: Apache-2.0
#include "plan/rungs.h"

#include <gtest/gtest.h>

namespace autokernel::plan {
namespace {

protocol::Rung rung(const char* name, double nanoseconds, bool isCorrect = true)
{
    protocol::Rung result;
    result.name = name;
    result.samples.nanoseconds = {nanoseconds, nanoseconds * 1.1, nanoseconds * 0.9};
    result.samples.correct = isCorrect;
    return result;
}

TEST(Rungs, theFastestCorrectOneIsTheHeadlinesPeer)
{
    const protocol::ModelLadder ladder {
        {rung("eager", 100), rung("torchscript_frozen", 90), rung("torch_compile", 70)}};
    EXPECT_EQ(strongestFreeRung(ladder)->name, "torch_compile");
    EXPECT_EQ(strongestVendorRung(ladder)->name, "torchscript_frozen");
}

TEST(Rungs, aWrongOneIsNone)
{
    const protocol::ModelLadder ladder {{rung("eager", 100), rung("torchscript_frozen", 20, false),
        rung("torch_compile_frozen", 30, false), rung("torch_compile", 80)}};
    EXPECT_EQ(strongestFreeRung(ladder)->name, "torch_compile");
    EXPECT_EQ(strongestVendorRung(ladder), nullptr);
}

TEST(Rungs, eagerIsAFreeRungToo)
{
    EXPECT_EQ(strongestFreeRung({{rung("torch_compile", 120), rung("eager", 100)}})->name, kEager);
}

TEST(Rungs, oneThatDidNotRunIsNone)
{
    auto failed = rung("torch_compile", 10);
    failed.samples.error = "not ready";
    auto empty = rung("torchscript_frozen", 10);
    empty.samples.nanoseconds.clear();
    EXPECT_EQ(strongestFreeRung({{failed, empty}}), nullptr);
    EXPECT_EQ(strongestFreeRung({}), nullptr);
}

} // namespace
} // namespace autokernel::plan
