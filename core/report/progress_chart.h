// SPDX-License-Identifier: Apache-2.0
// Charts over the experiments of a run: the whole model's speedup, and each kernel's. HTML
// fragments;
// "" where there is nothing to draw. Pure.
#pragma once

#include "report/report_data.h"

#include <string>

namespace autokernel::report {

std::string modelChart(const ReportData& report); // end to end: measured, forecast, free rung
std::string kernelChart(const ReportData& report, const KernelReport& kernel); // each experiment
std::string verdictLegend();

} // namespace autokernel::report
