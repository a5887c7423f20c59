// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <utility>

namespace autokernel {
namespace {

TEST(Utf8, everyLengthIsACharacter)
{
    EXPECT_FALSE(firstInvalidUtf8(""));
    EXPECT_FALSE(firstInvalidUtf8("a \xC2\xB5 \xE2\x82\xAC \xF0\x9F\x98\x80 \xF4\x8F\xBF\xBF"));
}

// Each of them is what the JSON library refuses to write.
TEST(Utf8, namesTheFirstByteThatBeginsNone)
{
    for (const auto& [text, position] : {std::pair<std::string, std::size_t> {"caf\xE9 \xFF", 3},
             {"\x80", 0}, {"a\xC0\xAF", 1}, {"ab\xC3", 2}, {"\xE2\x82", 0}, {"\xE0\x9F\x80", 0},
             {"\xED\xA0\x80", 0}, {"\xF0\x8F\xBF\xBF", 0}, {"\xF4\x90\x80\x80", 0},
             {"\xF5\x80\x80\x80", 0}, {"\xC3(", 0}}) {
        EXPECT_EQ(firstInvalidUtf8(text), position) << dumpLine(text);
        EXPECT_THROW(static_cast<void>(Json(text).dump()), Json::type_error) << dumpLine(text);
    }
}

} // namespace
} // namespace autokernel
