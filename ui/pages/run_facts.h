// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of one run and what they rest on, while no other is compared with it. Pure, any
// thread.
#pragma once

#include "ui/pages/fact_rows.h"

#include "report/report_data.h"

namespace autokernel::ui {

std::vector<FactRows::Row> runFacts(const report::ReportData& report);

} // namespace autokernel::ui
