// SPDX-License-Identifier: Apache-2.0
#include "runner/byte_pattern.h"

#include <gtest/gtest.h>

#include <span>
#include <vector>

namespace autokernel::runner {
namespace {

constexpr std::uint64_t kPattern = 0x0807'0605'0403'0201ULL;

TEST(BytePattern, startsWhereThePhaseSays)
{
    for (std::size_t phase = 0; phase < 8; ++phase) {
        std::vector<std::byte> bytes(21, std::byte {0});
        fillPattern(bytes, kPattern, phase);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            EXPECT_EQ(std::to_integer<std::size_t>(bytes[i]), (phase + i) % 8 + 1);
        EXPECT_TRUE(hasPattern(bytes, kPattern, phase));
        EXPECT_FALSE(hasPattern(bytes, kPattern, phase + 1));
    }
}

TEST(BytePattern, seesAnyChangedByte)
{
    std::vector<std::byte> bytes(19);
    fillPattern(bytes, kPattern, 3);
    for (std::byte& byte : bytes) {
        byte ^= std::byte {0x80};
        EXPECT_FALSE(hasPattern(bytes, kPattern, 3));
        byte ^= std::byte {0x80};
    }
}

TEST(BytePattern, storesPastTheCachesGiveTheSameBytes)
{
    for (std::size_t start = 0; start < 9; ++start) {
        for (const std::size_t length : {0UL, 3UL, 8UL, 17UL, 200UL}) {
            std::vector<std::byte> expected(224);
            std::vector<std::byte> got(224);
            fillPattern(std::span(expected).subspan(start, length), kPattern, 0);
            streamPattern(std::span(got).subspan(start, length), kPattern);
            EXPECT_EQ(got, expected) << start << ", " << length;
        }
    }
}

TEST(BytePattern, holdsForNothing)
{
    fillPattern({}, kPattern, 0);
    EXPECT_TRUE(hasPattern({}, kPattern, 5));
}

} // namespace
} // namespace autokernel::runner
