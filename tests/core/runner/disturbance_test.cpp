// SPDX-License-Identifier: Apache-2.0
#include "runner/disturbance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

namespace autokernel::runner {
namespace {

template <typename T> std::span<std::byte> bytesOf(std::vector<T>& values)
{
    return std::as_writable_bytes(std::span(values));
}

std::size_t differences(const std::vector<float>& a, const std::vector<float>& b)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        count += std::memcmp(&a[i], &b[i], sizeof(float)) != 0 ? 1 : 0;
    return count;
}

TEST(Disturbance, changesFewElementsToValuesThatOccur)
{
    std::vector<float> values(100'000);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(i);
    const auto before = values;
    disturbElements(bytesOf(values), sizeof(float), 1);
    EXPECT_GE(differences(before, values), 30U);
    EXPECT_LE(differences(before, values), 32U);
    for (const float value : values)
        EXPECT_EQ(value, before[static_cast<std::size_t>(value)]);
}

TEST(Disturbance, changesEqualElementsToo)
{
    for (std::size_t count : {1U, 5U, 4096U}) {
        std::vector<float> values(count, 0.25f);
        const auto before = values;
        disturbElements(bytesOf(values), sizeof(float), 2);
        EXPECT_GE(differences(before, values), 1U) << count;
        for (const float value : values)
            EXPECT_TRUE(std::fabs(value) > 0.1f && std::fabs(value) < 1.0f) << value;
    }
    std::vector<std::byte> truths(3, std::byte {1});
    disturbElements(truths, 1, 3);
    EXPECT_NE(truths, std::vector<std::byte>(3, std::byte {1}));
}

TEST(Disturbance, isAnotherForAnotherSeed)
{
    std::vector<float> one(10'000);
    for (std::size_t i = 0; i < one.size(); ++i)
        one[i] = static_cast<float>(i);
    auto two = one;
    disturbElements(bytesOf(one), sizeof(float), 1);
    disturbElements(bytesOf(two), sizeof(float), 2);
    EXPECT_NE(one, two);
}

TEST(Disturbance, leavesShortWorkspacesAndChangesLongOnes)
{
    std::vector<float> shortOne(63, 1.0f);
    disturbWords(bytesOf(shortOne), 1);
    EXPECT_EQ(shortOne, std::vector<float>(63, 1.0f));
    std::vector<float> longOne(6400, 1.0f);
    const auto before = longOne;
    disturbWords(bytesOf(longOne), 1);
    EXPECT_GE(differences(before, longOne), 20U);
}

TEST(Disturbance, takesNothing)
{
    disturbElements({}, 4, 1);
    disturbWords({}, 1);
}

} // namespace
} // namespace autokernel::runner
