// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace autokernel::report {

// A unified view with changed words marked and unchanged stretches folded to `context` lines; every
// piece of the texts is escaped. Pure.
std::string htmlDiff(std::string_view oldText, std::string_view newText, std::size_t context = 3);

} // namespace autokernel::report
