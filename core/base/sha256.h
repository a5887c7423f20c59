// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace autokernel {

std::string sha256Hex(std::string_view bytes); // 64 lower-case hex digits
Result<std::string> sha256HexOfFile(const std::filesystem::path& path);

} // namespace autokernel
