// SPDX-License-Identifier: Apache-2.0
// Which symbols and libraries a CPU candidate may use: memory functions, libm and its vector forms,
// OpenMP's regions and thread-number queries. Pure, any thread.
#pragma once

#include <optional>
#include <string_view>

namespace autokernel::lab::compile {

bool isAllowedLibrary(std::string_view soname);

// The rule of TRUST.md that forbids the import; nullopt when it is allowed.
std::optional<std::string_view> ruleAgainstImport(std::string_view symbol);

} // namespace autokernel::lab::compile
