// SPDX-License-Identifier: Apache-2.0
#include "kernel/expression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace autokernel::kernel {
namespace {

struct ValueCase
{
    const char* text;
    std::int64_t expected;
};

class ExpressionValue : public ::testing::TestWithParam<ValueCase>
{
};

TEST_P(ExpressionValue, isAsInC)
{
    const Symbols values {{"R", 10}, {"D", 4096}, {"N", 50257}};
    const auto result = evaluate(GetParam().text, values);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(*result, GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Table, ExpressionValue,
    ::testing::Values(ValueCase {"1 + 2 * 3", 7}, ValueCase {"(1 + 2) * 3", 9},
        ValueCase {"10 - 3 - 2", 5}, ValueCase {"-7 / 2", -3}, ValueCase {"7 % 4", 3},
        ValueCase {"R*D", 40960}, ValueCase {"ceil_div(N, 16)", 3142},
        ValueCase {"round_up(N, 64)", 50304}, ValueCase {"pow2ceil(N)", 65536},
        ValueCase {"min(R, max(3, 4))", 4}, ValueCase {"R < 11 && D >= 4096", 1},
        ValueCase {"R == 9 || !R", 0}, ValueCase {"R > 5 ? 1 : 2", 1},
        ValueCase {"R > 50 ? 1 : R > 9 ? 2 : 3", 2}, ValueCase {"0 && (1 / 0)", 0},
        ValueCase {"9223372036854775807", 9223372036854775807}));

class ExpressionError : public ::testing::TestWithParam<const char*>
{
};

TEST_P(ExpressionError, isReportedNotComputed)
{
    EXPECT_FALSE(evaluate(GetParam(), {{"R", 4611686018427387904}})) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Table, ExpressionError,
    ::testing::Values("R * R", "1 / 0", "1 % 0", "unknown", "R + R", "-9223372036854775807 - 2",
        "round_up(1, 0)", "ceil_div(1, -1)", "pow2ceil(R + 1)"));

struct RealCase
{
    const char* text;
    double expected;
};

class RealValue : public ::testing::TestWithParam<RealCase>
{
};

TEST_P(RealValue, dividesExactly)
{
    const auto expression = Expression::parse(GetParam().text);
    ASSERT_TRUE(expression) << expression.error().message;
    const auto value = expression->evaluateReal({{"D", 32}, {"H", 0}});
    ASSERT_TRUE(value) << value.error().message;
    EXPECT_EQ(*value, GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Table, RealValue,
    ::testing::Values(RealCase {"1/sqrt(D)", 1 / std::sqrt(32.0)}, RealCase {"-D/64 + 1", 0.5},
        RealCase {"min(D, 7)/2", 3.5}, RealCase {"max(D - 33, 0)", 0},
        RealCase {"1/H", std::numeric_limits<double>::infinity()}));

TEST(Expression, realValuesAndIntegersDoNotMix)
{
    EXPECT_FALSE(evaluate("sqrt(16)", {}));
    EXPECT_FALSE(evaluate("1 + sqrt(R)", {{"R", 16}}));
    for (const char* text : {"7 % 4", "R < 2", "R && 1", "ceil_div(R, 2)", "unknown"}) {
        const auto expression = Expression::parse(text);
        ASSERT_TRUE(expression) << text;
        EXPECT_FALSE(expression->evaluateReal({{"R", 4}})) << text;
    }
}

TEST(Expression, listsItsFreeNames)
{
    const auto expression = Expression::parse("max(R, TILE) * E + R");
    ASSERT_TRUE(expression);
    EXPECT_EQ(expression->names(), (std::set<std::string> {"R", "TILE", "E"}));
}

} // namespace
} // namespace autokernel::kernel
