// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace autokernel {

// Where the first byte lies that begins no UTF-8 character (Unicode 15, table 3-7: no overlong
// forms, no surrogates, nothing above U+10FFFF).
std::optional<std::size_t> firstInvalidUtf8(std::string_view text);

} // namespace autokernel
