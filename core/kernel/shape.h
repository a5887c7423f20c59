// SPDX-License-Identifier: Apache-2.0
// Values of a kernel type's shape symbols: {R: 4096, D: 4096}, written R=4096,D=4096 everywhere
// (command line, JSON, database).
#pragma once

#include "base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace autokernel::kernel {

using Symbols = std::map<std::string, std::int64_t, std::less<>>;

Result<Symbols> parseSymbols(std::string_view text);
std::string formatSymbols(const Symbols& symbols); // in name order

} // namespace autokernel::kernel
