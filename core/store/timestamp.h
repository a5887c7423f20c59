// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace autokernel::store {

std::string utcNow(); // "2026-03-01T22:04:05.123Z"
// Of such a text, since 1970; NaN where it is none.
double secondsSinceEpoch(std::string_view utc);

} // namespace autokernel::store
