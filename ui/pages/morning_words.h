// SPDX-License-Identifier: GPL-3.0-or-later
// What the sentences of the morning page are made of. Pure.
#pragma once

#include "report/report_data.h"

#include <QString>
#include <optional>

namespace autokernel::ui::morning {

QString tr(const char* source, int count = -1);
QString escaped(const std::string& ofEngine); // as rich text
QString link(std::int64_t number); // to an experiment: "#12"
QString link(judge::VerdictKind kind, std::int64_t count); // to all that ended so: "3 incorrect"
// What a remark says, and why, which RemarkList folds away; the first also with a bold beginning.
QString strong(const QString& first, const QString& more);
QString remark(const QString& first, const QString& more);
const report::KeepReport* championOf(const report::KernelReport& kernel); // nullptr: none stands
// One forward of the original in the session that measured the whole gain, in microseconds.
std::optional<double> eagerAtTheEnd(const report::ReportData& report);
std::int64_t countOf(const report::ReportData& report, judge::VerdictKind kind);

} // namespace autokernel::ui::morning
