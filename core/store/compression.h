// SPDX-License-Identifier: Apache-2.0
// zstd with a checksum. Pure, any thread; core/store alone.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace autokernel::store {

inline constexpr std::size_t kMaximumInflatedBytes = 64u << 20;

std::string compress(std::string_view bytes);
Result<std::string> decompress(std::string_view blob); // Corrupt when damaged or too large

} // namespace autokernel::store
