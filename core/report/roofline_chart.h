// SPDX-License-Identifier: Apache-2.0
// Kernels under the measured roofs of their device, each in a colour of its own: from the first
// keep to the champion, rungs beside them, and their legend. An HTML fragment; "" where there is
// nothing to draw. Pure.
#pragma once

#include "report/report_data.h"

#include <string>

namespace autokernel::report {

std::string rooflineChart(const ReportData& report);

} // namespace autokernel::report
