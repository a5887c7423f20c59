// SPDX-License-Identifier: GPL-3.0-or-later
// What the user said of a run and its experiments, as a section of the printed report.
#pragma once

#include "ui/export/document_builder.h"

#include "report/report_data.h"

namespace autokernel::ui {

void addNotes(
    DocumentBuilder& page, const report::ReportData& report); // nothing where nothing was said

} // namespace autokernel::ui
