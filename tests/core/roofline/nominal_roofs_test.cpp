// SPDX-License-Identifier: Apache-2.0
#include "roofline/nominal_roofs.h"

#include <gtest/gtest.h>

namespace autokernel::roofline {
namespace {

TEST(NominalRoofs, knowsWhatDataSheetsSay)
{
    struct Case
    {
        const char* name;
        int cores;
        double dram, fp32, tf32, half;
    };
    for (const auto& each :
        {Case {"NVIDIA H100 80GB HBM3", 132, 3.35e12, 66.9e12, 494.7e12, 989.4e12},
            Case {"NVIDIA H200", 132, 4.8e12, 66.9e12, 494.7e12, 989.4e12},
            Case {"NVIDIA A100-SXM4-80GB", 108, 2.039e12, 19.5e12, 156e12, 312e12}}) {
        SCOPED_TRACE(each.name);
        const auto roofs = nominalRoofsOf(each.name, each.cores);
        ASSERT_TRUE(roofs);
        EXPECT_DOUBLE_EQ(roofs->dramBytesPerSecond, each.dram);
        const auto plain = roofs->peaksOf("fp32");
        ASSERT_EQ(plain.size(), 2U);
        EXPECT_DOUBLE_EQ(plain[0].flopPerSecond, each.fp32);
        EXPECT_DOUBLE_EQ(plain[1].flopPerSecond, each.tf32);
        EXPECT_EQ(plain[1].arithmetic, "tf32 tensor");
        for (const char* dtype : {"fp16", "bf16"}) {
            ASSERT_EQ(roofs->peaksOf(dtype).size(), 1U);
            EXPECT_DOUBLE_EQ(roofs->peaksOf(dtype)[0].flopPerSecond, each.half);
        }
        EXPECT_TRUE(roofs->peaksOf("i64").empty());
        EXPECT_NE(roofs->source.find("data sheet"), std::string::npos);
    }
}

TEST(NominalRoofs, anUnknownDeviceHasNone)
{
    EXPECT_FALSE(nominalRoofsOf("", 0));
    EXPECT_FALSE(nominalRoofsOf("Intel(R) Xeon(R) Processor", 2));
    EXPECT_FALSE(nominalRoofsOf("NVIDIA H100 PCIe", 114)) << "another card of the same chip";
    EXPECT_FALSE(nominalRoofsOf("NVIDIA H100 80GB HBM3 MIG 1g.10gb", 16));
    EXPECT_FALSE(nominalRoofsOf("NVIDIA H100 80GB HBM3", 66)) << "a part of it";
}

TEST(NominalRoofs, whereThereIsNoneTheReasonIsThatOfTheDevice)
{
    EXPECT_NE(whyNoNominalRoofs("cpu").find("clock"), std::string::npos);
    EXPECT_NE(whyNoNominalRoofs("cuda:0").find("data sheet"), std::string::npos);
}

} // namespace
} // namespace autokernel::roofline
