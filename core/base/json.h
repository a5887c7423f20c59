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
// In one line, or indented for people. Text of others (logs, names of files) need not be UTF-8, and
// Json::dump() throws where it is not: here it is replaced.
std::string dumpLine(const Json& value);
std::string dumpIndented(const Json& value);

} // namespace autokernel
