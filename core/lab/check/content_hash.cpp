// SPDX-License-Identifier: Apache-2.0
#include "lab/check/content_hash.h"

#include <array>
#include <cstring>

namespace autokernel::lab {
namespace {

constexpr std::uint64_t kOddConstant = 0x9E37'79B9'7F4A'7C15ULL;

// Multiplication by an odd constant is a bijection, so that a change of one word always shows.
std::uint64_t absorb(std::uint64_t state, std::uint64_t word)
{
    state = (state ^ word) * kOddConstant;
    return state ^ (state >> 29);
}

} // namespace

std::uint64_t contentHash(std::span<const std::byte> bytes, std::uint64_t seed)
{
    constexpr std::size_t kLanes = 4; // independent chains hide the latency of the multiplication
    std::array<std::uint64_t, kLanes> lanes {seed, seed + 1, seed + 2, seed + 3};
    std::size_t done = 0;
    for (; done + sizeof(lanes) <= bytes.size(); done += sizeof(lanes)) {
        std::array<std::uint64_t, kLanes> words {};
        std::memcpy(words.data(), bytes.data() + done, sizeof(words));
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            lanes[lane] = absorb(lanes[lane], words[lane]);
    }
    std::uint64_t hash = absorb(seed, bytes.size());
    for (; done < bytes.size(); ++done)
        hash = absorb(hash, static_cast<std::uint64_t>(bytes[done]));
    for (const std::uint64_t lane : lanes)
        hash = absorb(hash, lane);
    return hash;
}

} // namespace autokernel::lab
