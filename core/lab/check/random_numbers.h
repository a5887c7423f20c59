// SPDX-License-Identifier: Apache-2.0
// The counter-based random numbers that all data come from: the n-th number of a seed, whatever was
// drawn before. Pure, any thread.
#pragma once

#include <cstdint>

namespace autokernel::lab {

class RandomNumbers
{
public:
    explicit RandomNumbers(std::uint64_t seed)
        : m_seed(seed)
    {
    }
    std::uint64_t bits(std::uint64_t n) const // splitmix64 (Steele, Lea, Flood 2014)
    {
        std::uint64_t z = m_seed + (n + 1) * 0x9E37'79B9'7F4A'7C15ULL;
        z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EBULL;
        return z ^ (z >> 31);
    }
    float uniform(std::uint64_t n) const // in [0, 1), multiples of 2^-24
    {
        return static_cast<float>(bits(n) >> 40) * 0x1p-24F;
    }
    float normal(std::uint64_t n) const; // Box and Muller, from one draw
    std::int64_t below(std::uint64_t n, std::int64_t bound) const // bound > 0
    {
        return static_cast<std::int64_t>(bits(n) % static_cast<std::uint64_t>(bound));
    }

private:
    std::uint64_t m_seed;
};

std::uint64_t mixSeeds(std::uint64_t a, std::uint64_t b);

} // namespace autokernel::lab
