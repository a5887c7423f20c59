// SPDX-License-Identifier: Apache-2.0
// The schema, as numbered steps. A step is never edited once released: change by adding one.
#pragma once

#include <cstdint>
#include <span>

namespace autokernel::store {

inline constexpr std::int32_t kApplicationId = 0x414B726E; // "AKrn", SQLite's application_id

// Histories from this version on can be read as they are: later steps only add tables.
inline constexpr int kOldestReadableVersion = 3;

// Step i brings user_version i to i + 1.
std::span<const char* const> migrations();
inline int schemaVersion()
{
    return static_cast<int>(migrations().size());
}

} // namespace autokernel::store
