// SPDX-License-Identifier: Apache-2.0
// Amdahl's view: where the time of one forward goes. An HTML fragment; "" without a profile. Pure.
#pragma once

#include "report/report_data.h"

#include <string>

namespace autokernel::report {

std::string shareBars(const ReportData& report);

} // namespace autokernel::report
