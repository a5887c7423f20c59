// SPDX-License-Identifier: Apache-2.0
// A repeated 8-byte pattern over a range of bytes: poison and guard bands. Pure, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace autokernel::runner {

// `phase` is the distance of the first byte from where the pattern starts, for instance a page.
void fillPattern(std::span<std::byte> bytes, std::uint64_t pattern, std::size_t phase);
// As fillPattern, with stores past the caches where the processor has them.
void streamPattern(std::span<std::byte> bytes, std::uint64_t pattern);
bool hasPattern(std::span<const std::byte> bytes, std::uint64_t pattern, std::size_t phase);

} // namespace autokernel::runner
