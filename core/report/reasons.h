// SPDX-License-Identifier: Apache-2.0
// Why a reader can believe a report: how it was measured, and what was seen of it. Pure.
#pragma once

#include "report/report_data.h"

#include <string>
#include <vector>

namespace autokernel::report {

std::vector<std::string> reasonsToBelieve(const ReportData& report); // one sentence or two each

// Keys of the kernels whose champion was kept before any control of their own had run.
std::vector<std::string> keptWithoutControl(const ReportData& report);

} // namespace autokernel::report
