// SPDX-License-Identifier: Apache-2.0
#include "kernel/expression.h"

#include <gtest/gtest.h>

namespace autokernel::kernel {
namespace {

struct WrongText
{
    const char* text;
    const char* expected; // what the message must say
};

class ExpressionParser : public ::testing::TestWithParam<WrongText>
{
};

TEST_P(ExpressionParser, saysWhatItExpectedAndWhere)
{
    const auto parsed = Expression::parse(GetParam().text);
    ASSERT_FALSE(parsed) << GetParam().text;
    EXPECT_NE(parsed.error().message.find(GetParam().expected), std::string::npos)
        << parsed.error().message;
}

INSTANTIATE_TEST_SUITE_P(Table, ExpressionParser,
    ::testing::Values(WrongText {"", "a number, a name or '(' at character 1"},
        WrongText {"1 +", "a number, a name or '(' at character 4"},
        WrongText {"f(1)", "calls 'f'"}, WrongText {"min(1)", "','"}, WrongText {"(1", "')'"},
        WrongText {"1 2", "the end at character 3"}, WrongText {"1 ? 2", "':'"},
        WrongText {"9223372036854775808", "64 bits"}, WrongText {"$", "at character 1"}));

TEST(ExpressionNesting, isRefusedInsteadOfOverflowingTheStack)
{
    EXPECT_FALSE(Expression::parse(std::string(1000, '(') + "1" + std::string(1000, ')')));
    EXPECT_FALSE(Expression::parse(std::string(1000, '-') + "1"));
    EXPECT_FALSE(Expression::parse(std::string(5000, '1')));
}

} // namespace
} // namespace autokernel::kernel
