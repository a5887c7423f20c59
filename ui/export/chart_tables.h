// SPDX-License-Identifier: GPL-3.0-or-later
// The data of charts as CSV: units in the headings, C locale, RFC 4180. Pure, any thread.
#pragma once

#include "report/report_data.h"

#include <string>

namespace autokernel::ui {

std::string modelCsv(const report::ReportData& report); // a line a timing of the whole model
// Roofs, then each kernel's candidates that have a time (those that stand as keep, others as
// attempt) and its rungs that are right.
std::string rooflineCsv(const report::ReportData& report, const std::string& dtype);

} // namespace autokernel::ui
