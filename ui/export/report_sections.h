// SPDX-License-Identifier: GPL-3.0-or-later
// What a report on paper says, section by section, in the order of the HTML report. Any thread.
#pragma once

#include "ui/export/document_builder.h"

#include "report/report_data.h"

namespace autokernel::ui {

void addSections(DocumentBuilder& page, const report::ReportData& report);

} // namespace autokernel::ui
