// SPDX-License-Identifier: Apache-2.0
// Where a run's gain over eager comes from, as it was measured. Pure.
#pragma once

#include "report/report_data.h"

namespace autokernel::report {

// Needs everything of `report` but the split itself.
GainSplit splitGain(const ReportData& report);

} // namespace autokernel::report
