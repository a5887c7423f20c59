// SPDX-License-Identifier: Apache-2.0
// The faces of one report. The same data gives the same bytes. Pure, any thread.
#pragma once

#include "base/json.h"
#include "report/report_data.h"

#include <string>
#include <vector>

namespace autokernel::report {

std::string writeHtml(const ReportData& report); // one file, no scripts, no outside links
std::string writeMarkdown(const ReportData& report);
Json writeJson(const ReportData& report); // resources/schemas/report.schema.json

} // namespace autokernel::report
