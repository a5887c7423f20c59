// SPDX-License-Identifier: Apache-2.0
// Why a reader can believe a report: how it was measured, and what was seen of it. Pure.
#pragma once

#include "report/report_data.h"

#include <string>
#include <vector>

namespace autokernel::report {

std::vector<std::string> reasonsToBelieve(const ReportData& report); // one sentence or two each

} // namespace autokernel::report
