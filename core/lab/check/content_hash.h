// SPDX-License-Identifier: Apache-2.0
// A fast 64-bit hash of buffers, to see whether bytes changed. Seeded, not cryptographic. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace autokernel::lab {

std::uint64_t contentHash(std::span<const std::byte> bytes, std::uint64_t seed = 0);

} // namespace autokernel::lab
