// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/report_notes.h"

#include "ui/figures.h"
#include "ui/theme/verdict_style.h"

#include "report/annotation_text.h"

#include <QCoreApplication>

namespace autokernel::ui {
namespace {

QString tr(const char* source)
{
    return QCoreApplication::translate("ReportPdf", source);
}

} // namespace

void addNotes(DocumentBuilder& page, const report::ReportData& report)
{
    const auto& run = report.annotation;
    if (run.note.empty() && run.tags.empty() && report.annotated.empty())
        return;
    page.heading(tr("Pinned experiments and notes"));
    if (!run.note.empty())
        page.paragraph(text(run.note));
    if (!run.tags.empty())
        page.paragraph(tr("Tags: %1").arg(text(store::textOfTags(run.tags))));
    std::vector<DocumentBuilder::Row> rows;
    for (const auto& each : report.annotated)
        rows.push_back({{QString("#%1").arg(each.row.number), text(each.row.targetKey),
            labelOfKind(each.row.verdict.kind).toLower(),
            each.row.overIncumbent ? speedupInterval(*each.row.overIncumbent) : QString(),
            text(report::marksOf(each)), text(each.annotation.note)}});
    if (!rows.empty())
        page.table({{tr("experiment")}, {tr("kernel")}, {tr("verdict")},
                       {tr("over the incumbent"), true}, {tr("marks")}, {tr("note")}},
            rows);
}

} // namespace autokernel::ui
