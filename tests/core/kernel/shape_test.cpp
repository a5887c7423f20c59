// SPDX-License-Identifier: Apache-2.0
#include "kernel/shape.h"

#include <gtest/gtest.h>

namespace autokernel::kernel {
namespace {

TEST(Shape, readsWhatItWrites)
{
    const auto symbols = parseSymbols("R=4096,D=768");
    ASSERT_TRUE(symbols);
    EXPECT_EQ(formatSymbols(*symbols), "D=768,R=4096");
    EXPECT_EQ(parseSymbols(formatSymbols(*symbols)), *symbols);
}

TEST(Shape, namesWhatIsWrong)
{
    for (const char* text : {"", "R", "R=", "=4", "R=-1", "R=1x", "R=1,R=2",
             "R=99999999999999999999", "1R=4", "R=4,,D=2"})
        EXPECT_FALSE(parseSymbols(text)) << text;
}

} // namespace
} // namespace autokernel::kernel
