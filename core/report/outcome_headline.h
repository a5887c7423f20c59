// SPDX-License-Identifier: Apache-2.0
// The first sentence of a report: what the outcome means for whoever has the model. Pure.
#pragma once

#include "report/report_data.h"

namespace autokernel::report {

// Of an outcome that is complete but for its headline.
std::string headlineOf(const ReportData& report, const Outcome& outcome);

} // namespace autokernel::report
