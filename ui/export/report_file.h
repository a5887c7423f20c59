// SPDX-License-Identifier: GPL-3.0-or-later
// A run's report in the format that a file's suffix names. Touches no widget; any thread.
#pragma once

#include "base/result.h"
#include "report/report_data.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace autokernel::ui {

enum class ReportFormat
{
    Html,
    Pdf,
    Markdown,
    Json
};
// By the suffix of a file, or the suffix alone.
std::optional<ReportFormat> reportFormatOf(const QString& file);
QByteArray reportBytes(const report::ReportData& report, ReportFormat format);

} // namespace autokernel::ui
