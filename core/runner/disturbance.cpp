// SPDX-License-Identifier: Apache-2.0
#include "runner/disturbance.h"

#include <algorithm>
#include <cstring>
#include <random>

namespace autokernel::runner {
namespace {

constexpr std::size_t kSpacing = 64;
constexpr std::size_t kMost = 32;
constexpr std::size_t kWord = 4;

} // namespace

void disturbElements(std::span<std::byte> tensor, std::size_t width, std::uint64_t seed)
{
    const std::size_t count = tensor.size() / width;
    std::mt19937_64 random(seed);
    const std::size_t changes
        = std::min({count, kMost, std::max<std::size_t>(count / kSpacing, 1)});
    for (std::size_t i = 0; i < changes; ++i) {
        std::byte* const target = tensor.data() + random() % count * width;
        const std::byte* const source = tensor.data() + random() % count * width;
        if (std::memcmp(target, source, width) != 0)
            std::memcpy(target, source, width);
        else // a bit of the mantissa, of an integer or of a truth value
            target[width >= 4 ? width - 2 : 0] ^= width == 1 ? std::byte {0x01} : std::byte {0x10};
    }
}

void disturbWords(std::span<std::byte> memory, std::uint64_t seed)
{
    const std::size_t count = memory.size() / kWord;
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < std::min(count / kSpacing, kMost); ++i) {
        std::byte* const word = memory.data() + random() % count * kWord;
        word[1] ^= std::byte {0x40};
        word[3] ^= std::byte {0x40};
    }
}

} // namespace autokernel::runner
