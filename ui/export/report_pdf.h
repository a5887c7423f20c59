// SPDX-License-Identifier: GPL-3.0-or-later
// A run's report on paper: A4, the order of the HTML report, charts as vectors, page numbers. Made
// from the same values as the other formats. Touches no widget; any thread.
#pragma once

#include "report/report_data.h"

#include <QByteArray>

namespace autokernel::ui {

QByteArray reportPdf(const report::ReportData& report);

} // namespace autokernel::ui
