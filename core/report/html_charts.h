// SPDX-License-Identifier: Apache-2.0
// The report's charts as HTML fragments; "" where there is nothing to draw. Pure.
#pragma once

#include "report/report_data.h"

#include <string>

namespace autokernel::report {

std::string modelChart(const ReportData& report); // end to end: measured, forecast, free rung
std::string kernelChart(const ReportData& report, const KernelReport& kernel); // each experiment
std::string rooflineChart(const ReportData& report);
std::string shareBars(const ReportData& report); // Amdahl: where the model's time goes
std::string ladderTable(const std::vector<store::LadderRow>& ladder); // with spread
std::string verdictLegend();

} // namespace autokernel::report
