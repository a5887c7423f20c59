// SPDX-License-Identifier: Apache-2.0
// Small damage to memory that a kernel has to write anew. A kernel that looks whether its output is
// done already, or takes an answer from its workspace, would have to look at every element to
// notice. Pure, any thread; nothing that a candidate can know may be the seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace autokernel::runner {

// Gives one element in 64, at most 32 and at least one, the value of another element; where the two
// are equal, a different one of the same magnitude. `width`: bytes of an element.
void disturbElements(std::span<std::byte> tensor, std::size_t width, std::uint64_t seed);

// Changes one 4-byte word in 64, at most 32, by far when it holds fp32, bf16 or fp16. What is
// shorter than 64 words stays: a counter there shall go on and betray itself.
void disturbWords(std::span<std::byte> memory, std::uint64_t seed);

} // namespace autokernel::runner
