// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/report_pdf.h"

#include "ui/export/report_charts.h"
#include "ui/export/report_sections.h"
#include "ui/text.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QPainter>
#include <QPdfWriter>
#include <cmath>

namespace autokernel::ui {
namespace {

using report::ReportData;

constexpr int kResolution = 1'200; // dots an inch: letters keep their widths
constexpr double kMargin = 17; // millimetres
constexpr double kFooterPoints = 22;

QString tr(const char* source, int count = -1)
{
    return QCoreApplication::translate("ReportPdf", source, nullptr, count);
}

void paintFooter(QPainter& painter, const QRectF& area, const ReportData& report, int page, int of)
{
    const auto& theme = Theme::print();
    QFont font = QGuiApplication::font();
    font.setPointSizeF(7.5);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.05); // no ligatures
    painter.setFont(font);
    painter.setPen(QPen(theme[Paint::Line], area.height() / 40));
    painter.drawLine(area.topLeft(), area.topRight());
    painter.setPen(theme[Paint::Soft]);
    const QString number = tr("page %1 of %2").arg(page).arg(of);
    const double taken = painter.fontMetrics().horizontalAdvance(number) * 1.5;
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, number);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(
            sourceOf(report, {}), Qt::ElideMiddle, static_cast<int>(area.width() - taken)));
}

} // namespace

QByteArray reportPdf(const ReportData& report)
{
    QByteArray bytes;
    QBuffer out(&bytes);
    out.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&out);
    pdf.setTitle(tr("%1: AutoKernel report").arg(text(report.run.summary.subject)));
    pdf.setCreator("AutoKernel " AUTOKERNEL_VERSION);
    pdf.setResolution(kResolution);
    pdf.setPageSize(QPageSize(QPageSize::A4));
    pdf.setPageMargins({kMargin, kMargin, kMargin, kMargin - 5}, QPageLayout::Millimeter);
    // Whole dots: the layout counts in 64ths of one, and each page must begin where it says.
    const double footer = std::round(kFooterPoints * kResolution / 72);
    const QSizeF size(pdf.width(), pdf.height() - footer);
    QTextDocument document;
    document.documentLayout()->setPaintDevice(&pdf);
    document.setPageSize(size);
    DocumentBuilder builder(document, Theme::print());
    addSections(builder, report);
    builder.keepHeadingsWithText();
    QPainter painter(&pdf);
    const int pages = document.pageCount();
    for (int page = 0; page < pages; ++page) {
        if (page > 0)
            pdf.newPage();
        QAbstractTextDocumentLayout::PaintContext context;
        // A dot less at both ends: blocks that only touch a page would be in its text, unseen.
        context.clip = QRectF(QPointF(0, page * size.height()), size).adjusted(0, 1, 0, -1);
        context.palette.setColor(QPalette::Text, Theme::print()[Paint::Text]);
        painter.save();
        painter.translate(0, -page * size.height());
        painter.setClipRect(context.clip);
        document.documentLayout()->draw(&painter, context);
        painter.restore();
        paintFooter(painter, {0, size.height() + footer * 0.35, size.width(), footer * 0.65},
            report, page + 1, pages);
    }
    painter.end();
    return bytes;
}

} // namespace autokernel::ui
