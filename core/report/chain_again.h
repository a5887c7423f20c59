// SPDX-License-Identifier: Apache-2.0
// One ratio over eager for each experiment: a champion that was timed against eager again has that
// figure everywhere, and what was timed against it is chained over that figure. Pure.
#pragma once

#include "report/report_data.h"

namespace autokernel::report {

// Changes `report.progress` alone. Needs its keeps.
void chainAgain(ReportData& report);

// Gives a row of the history the figures that the report prints of it, and says whether its keep
// still stands: a table or a diff beside a chart says the same. A row of another run stays as it
// was stored.
void printAlike(store::ExperimentRow& row, const ReportData& report);

} // namespace autokernel::report
