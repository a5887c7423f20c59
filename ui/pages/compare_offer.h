// SPDX-License-Identifier: GPL-3.0-or-later
// The chart of compared runs, or of one alone, for files and the clipboard. UI thread.
#pragma once

#include "ui/export/report_charts.h"
#include "ui/pages/compare_chart.h"

namespace autokernel::ui {

// One report a line, one at least.
ChartOffer compareOffer(const std::vector<ReportPtr>& runs, std::vector<CompareLine> lines);

} // namespace autokernel::ui
