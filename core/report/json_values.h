// SPDX-License-Identifier: Apache-2.0
// Pieces that the JSON forms share: what is not known is null, never a made-up number. Pure.
#pragma once

#include "base/json.h"
#include "store/history_reader.h"

#include <optional>
#include <string>

namespace autokernel::report {

inline constexpr int kSchemaVersion = 1; // of the three schemas in resources/schemas

Json realOrNull(std::optional<double> value); // also null for NaN and infinities
Json textOrNull(const std::string& text); // null for ""
Json intervalOrNull(const std::optional<store::SpeedupInterval>& interval); // {speedup, low, high}
Json runJson(const store::RunDetails& run);

} // namespace autokernel::report
