// SPDX-License-Identifier: Apache-2.0
#include "kernel/fill.h"

#include <gtest/gtest.h>

namespace autokernel::kernel {
namespace {

const Symbols kShape {{"R", 4}, {"D", 64}};

TEST(FillTest, boundsMayDependOnTheShape)
{
    const auto uniform = parseFill("uniform(-1/sqrt(D),2/sqrt(D))", kShape);
    ASSERT_TRUE(uniform);
    EXPECT_DOUBLE_EQ(uniform->low, -0.125);
    EXPECT_DOUBLE_EQ(uniform->high, 0.25);
    const auto index = parseFill("index(R*D)", kShape);
    ASSERT_TRUE(index);
    EXPECT_EQ(index->kind, Fill::Kind::Index);
    EXPECT_EQ(index->bound, 256);
}

TEST(FillTest, whatIsNotKnownOrEmptyIsRefused)
{
    for (const char* bad :
        {"gauss", "normal(0,1)", "uniform(1)", "uniform(1,2", "uniform(-1/sqrt(Q),1)",
            "uniform(1,-1/D)", "uniform(1/0,1)", "index(R-4)", "lengths()"})
        EXPECT_FALSE(parseFill(bad, kShape)) << bad;
}

} // namespace
} // namespace autokernel::kernel
