// SPDX-License-Identifier: Apache-2.0
// The schema, as numbered steps. A step is never edited once released: change by adding one.
#pragma once

#include <cstdint>
#include <span>

namespace autokernel::store {

inline constexpr std::int32_t kApplicationId = 0x414B726E; // "AKrn", SQLite's application_id

// Step i brings user_version i to i + 1.
std::span<const char* const> migrations();
inline int schemaVersion()
{
    return static_cast<int>(migrations().size());
}

} // namespace autokernel::store
