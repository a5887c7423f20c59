// SPDX-License-Identifier: Apache-2.0
// The `fill` of an input as kernels/README.md defines it, and the counter-based random numbers that
// all data come from: the n-th number of a seed, whatever was drawn before. Pure, any thread.
#pragma once

#include "base/result.h"
#include "kernel/shape.h"

#include <cstdint>
#include <string_view>

namespace autokernel::lab {

struct Fill
{
    enum class Kind
    {
        Uniform,
        Normal,
        Index,
        Lengths,
        Mask
    };
    Kind kind = Kind::Uniform;
    double low = -1; // Uniform
    double high = 1;
    std::int64_t bound = 0; // Index: values in [0, bound); Lengths: in [1, bound]
};
// uniform(a,b), normal, index(V), lengths(S), mask; V and S are expressions over the symbols, a and
// b real ones ("1/sqrt(D)").
Result<Fill> parseFill(std::string_view text, const kernel::Symbols& symbols);

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
