// SPDX-License-Identifier: Apache-2.0
// Amdahl's view: where the time of one forward goes. An HTML fragment; "" without a profile. Pure.
#pragma once

#include "report/report_data.h"

#include <string>

namespace autokernel::report {

std::string shareBars(const ReportData& report);

// What the report says of a part of the forward that neither a kernel nor an op accounts for.
inline constexpr const char* kUnaccounted = "not accounted for";
inline constexpr const char* kUnaccountedBecause = "The profile and the forward were timed apart.";
// That part, in [0, 1]; 0 where it would read as nothing, or the parts are more than the whole.
double unaccountedShare(const ReportData& report);

} // namespace autokernel::report
