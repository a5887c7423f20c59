// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/morning_words.h"

#include "ui/figures.h"
#include "ui/sentence.h"
#include "ui/theme/verdict_style.h"

#include <QCoreApplication>

namespace autokernel::ui::morning {

QString tr(const char* source, int count)
{
    return QCoreApplication::translate("Morning", source, nullptr, count);
}

QString escaped(const std::string& ofEngine)
{
    return sentence(ofEngine).toHtmlEscaped();
}

QString link(std::int64_t number)
{
    return QString("<a href=\"experiment:%1\">#%1</a>").arg(number);
}

QString link(judge::VerdictKind kind, std::int64_t count)
{
    const auto id = QString::fromUtf8(judge::toString(kind).data());
    return QString("<a href=\"verdict:%1\">%2 %3</a>")
        .arg(id, grouped(count), labelOfKind(kind).toLower());
}

QString strong(const QString& first, const QString& more)
{
    return remark(QString("<b>%1</b>").arg(first), more);
}

QString remark(const QString& first, const QString& more)
{
    return QString("%1<br><span style='font-size:12px'>%2</span>").arg(first, more);
}

const report::KeepReport* championOf(const report::KernelReport& kernel)
{
    return kernel.champion ? &kernel.keeps[*kernel.champion] : nullptr;
}

std::optional<double> eagerAtTheEnd(const report::ReportData& report)
{
    for (auto row = report.endToEnd.rbegin(); row != report.endToEnd.rend(); ++row)
        if (row->record.kind == store::ModelMeasurement::Final && row->record.baselineMicroseconds)
            return row->record.baselineMicroseconds;
    return std::nullopt;
}

std::int64_t countOf(const report::ReportData& report, judge::VerdictKind kind)
{
    const auto found = report.run.verdictCounts.find(std::string(judge::toString(kind)));
    return found == report.run.verdictCounts.end() ? 0 : found->second;
}

} // namespace autokernel::ui::morning
