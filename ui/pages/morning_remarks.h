// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences of the morning page, as rich text with links "experiment:12" and
// "verdict:incorrect". Pure.
#pragma once

#include "report/report_data.h"

#include <QStringList>

namespace autokernel::ui {

// What a resumed run has done since; "": it was never resumed.
QString sinceItWasResumed(const report::ReportData& report, const std::vector<store::LogLine>& log);
QStringList lookAtFirst(
    const report::ReportData& report, const std::vector<store::LogLine>& log = {});
QString whatMadeItFaster(const report::ReportData& report); // in a few words, plain text
QStringList whatDidNotWork(const report::ReportData& report);
QStringList whatWasSaid(const report::ReportData& report); // pins and notes of the user
QStringList whyToBelieve(const report::ReportData& report);

} // namespace autokernel::ui
