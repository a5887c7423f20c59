// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/report_file.h"

#include "ui/export/report_pdf.h"

#include "report/report_writers.h"

#include <QFileInfo>

namespace autokernel::ui {

std::optional<ReportFormat> reportFormatOf(const QString& file)
{
    const QString suffix = file.contains('.') ? QFileInfo(file).suffix().toLower() : file.toLower();
    return suffix == "html" || suffix == "htm" ? std::optional(ReportFormat::Html)
        : suffix == "pdf"                      ? std::optional(ReportFormat::Pdf)
        : suffix == "md"                       ? std::optional(ReportFormat::Markdown)
        : suffix == "json"                     ? std::optional(ReportFormat::Json)
                                               : std::nullopt;
}

QByteArray reportBytes(const report::ReportData& report, ReportFormat format)
{
    switch (format) {
    case ReportFormat::Html:
        return QByteArray::fromStdString(report::writeHtml(report));
    case ReportFormat::Pdf:
        return reportPdf(report);
    case ReportFormat::Markdown:
        return QByteArray::fromStdString(report::writeMarkdown(report));
    case ReportFormat::Json:
        return QByteArray::fromStdString(report::writeJson(report).dump(2) + '\n');
    }
    return {};
}

} // namespace autokernel::ui
