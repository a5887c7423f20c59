// SPDX-License-Identifier: Apache-2.0
// The one JSON type of the project, and the rule for numbers JSON cannot say: NaN and infinities
// travel as the strings "nan", "inf", "-inf".
#pragma once

#include "base/result.h"

#include <nlohmann/json.hpp>

#include <string_view>

namespace autokernel {

using Json = nlohmann::json;

Result<Json> parseJson(std::string_view text); // Error::message names the position
Json jsonNumber(double value);
double numberFromJson(const Json& value); // throws nlohmann::json::exception on other types
std::string dumpLine(const Json& value); // one line, invalid UTF-8 replaced

} // namespace autokernel
