// SPDX-License-Identifier: Apache-2.0
#include "lab/check/random_numbers.h"

#include <cmath>
#include <numbers>

namespace autokernel::lab {
float RandomNumbers::normal(std::uint64_t n) const
{
    const std::uint64_t drawn = bits(n);
    const float radius = (static_cast<float>(drawn >> 40) + 1) * 0x1p-24F; // in (0, 1]
    const float angle = static_cast<float>(drawn & 0xFFFFFFU) * 0x1p-24F;
    return std::sqrt(-2 * std::log(radius)) * std::cos(2 * std::numbers::pi_v<float> * angle);
}

std::uint64_t mixSeeds(std::uint64_t a, std::uint64_t b)
{
    return RandomNumbers(a).bits(b);
}

} // namespace autokernel::lab
