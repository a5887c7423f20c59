// SPDX-License-Identifier: Apache-2.0
// bfloat16 and IEEE half as storage: 16 bits, no arithmetic. Conversion from fp32 rounds to nearest
// even, keeps denormals, turns overflow into infinity and a NaN into a quiet NaN.
#pragma once

#include <bit>
#include <cstdint>

namespace ak {

struct bf16
{
    uint16_t bits;

    bf16() = default;
    explicit bf16(float value)
    {
        const uint32_t u = std::bit_cast<uint32_t>(value);
        const bool isNan = (u & 0x7fffffffu) > 0x7f800000u;
        const uint32_t rounded = (u + 0x7fffu + ((u >> 16) & 1u)) >> 16;
        bits = static_cast<uint16_t>(isNan ? (u >> 16) | 0x40u : rounded);
    }
    operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }
};

struct fp16
{
    uint16_t bits;

    fp16() = default;
    explicit fp16(float value)
    {
        const uint32_t u = std::bit_cast<uint32_t>(value);
        const uint32_t sign = (u >> 16) & 0x8000u;
        const uint32_t magnitude = u & 0x7fffffffu;
        uint32_t half = 0;
        if (magnitude > 0x7f800000u)
            half = 0x7e00u | ((magnitude >> 13) & 0x1ffu);
        else if (magnitude >= 0x477ff000u) // 65520: the first value that rounds to infinity
            half = 0x7c00u;
        else if (magnitude >= 0x38800000u) // 2^-14: the smallest normal half
            half = (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
        else // adding 0.5 leaves the denormal's bits, rounded, at the low end of the mantissa
            half = std::bit_cast<uint32_t>(std::bit_cast<float>(magnitude) + 0.5f) - 0x3f000000u;
        bits = static_cast<uint16_t>(sign | half);
    }
    operator float() const
    {
        const uint32_t sign = static_cast<uint32_t>(bits & 0x8000u) << 16;
        const uint32_t magnitude = bits & 0x7fffu;
        if (magnitude >= 0x7c00u) // infinity, NaN (made quiet)
            return std::bit_cast<float>(sign | 0x7f800000u | (magnitude & 0x3ffu) << 13
                | (magnitude > 0x7c00u ? 0x400000u : 0u));
        // 2^112 rebases the exponent, denormals included
        const float value = std::bit_cast<float>(magnitude << 13) * 0x1p112f;
        return std::bit_cast<float>(std::bit_cast<uint32_t>(value) | sign);
    }
};

static_assert(sizeof(bf16) == 2 && sizeof(fp16) == 2);

} // namespace ak
