// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/report_picture.h"

#include <QPainter>
#include <QSvgRenderer>
#include <QTextDocument>

namespace autokernel::ui {
namespace {

// The classes of core/report's charts in a form that Qt's SVG reads: no variables, no shorthands.
// '@' and a paint's name stand for its colour.
constexpr const char* kSheet = R"(
text{fill:@soft;stroke:none}
.axis,.dark{fill:@text}.strong{fill:@kept;font-weight:bold}.blue{fill:@accent}
.grid{stroke:@grid;stroke-width:1}
.kept{fill:@kept;stroke:@kept}.kept-line{stroke:@kept;stroke-width:2;fill:none}
.whisker{stroke:@kept;stroke-width:1.5}.demoted{fill:none;stroke:@kept;stroke-width:1.6}
.reverted{fill:none;stroke:@reverted;stroke-width:1.2}
.inconclusive{fill:none;stroke:@inconclusive;stroke-width:1.5}
.incorrect{fill:none;stroke:@incorrect;stroke-width:1.6}
.crashed{fill:none;stroke:@crashed;stroke-width:1.5}
.rejected{fill:@rejected;stroke:none}.control{fill:none;stroke:@soft;stroke-width:1.2}
.rung{stroke:@soft;stroke-width:1.3;stroke-dasharray:5 4}
.forecast{stroke:@accent;stroke-width:1.5;stroke-dasharray:3 3;fill:none}
.roof{stroke:@text;stroke-width:2}.roof-cache{stroke:@reverted;stroke-width:1.3}
.peer{fill:none;stroke:@text;stroke-width:1.6}.first{fill:@card;stroke:@kept;stroke-width:1.8}
.between{fill:@kept;stroke:none;opacity:0.4}.trail{stroke:@kept;stroke-width:1}
.zone-a{fill:@memory_zone;stroke:none}.zone-b{fill:@compute_zone;stroke:none}
)";

QString sheetOf(const Theme& theme)
{
    QString sheet = QString::fromLatin1(kSheet);
    for (std::size_t i = 0; i < kPaints; ++i) {
        const auto paint = static_cast<Paint>(i);
        const auto name = toString(paint);
        // Each name ends in front of a sign: "@kept" is no part of "@kept_soft" here.
        for (const char end : {';', '}'})
            sheet.replace(
                '@' + QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())) + end,
                theme[paint].name() + end);
    }
    return sheet;
}

} // namespace

QByteArray printableSvg(const std::string& chart, const Theme& theme)
{
    const QByteArray svg = QByteArray::fromStdString(chart);
    const auto begin = svg.indexOf("<svg ");
    const auto end = svg.indexOf('>', begin);
    if (begin < 0 || end < 0)
        return {};
    QByteArray whole = svg.mid(begin);
    whole.insert(end - begin + 1, "<style type='text/css'>" + sheetOf(theme).toUtf8() + "</style>");
    whole.insert(5, "xmlns='http://www.w3.org/2000/svg' ");
    // Qt 6.4 takes no size from a style sheet for a text that has an anchor.
    whole.replace("<text ", "<text font-family='sans-serif' font-size='12' ");
    return whole;
}

QSizeF ReportPicture::intrinsicSize(
    QTextDocument* document, int /*position*/, const QTextFormat& format)
{
    const QSizeF size = QSvgRenderer(format.property(kSvg).toByteArray()).viewBoxF().size();
    const double width = document->pageSize().width();
    return size.isEmpty() ? QSizeF() : QSizeF(width, width * size.height() / size.width());
}

void ReportPicture::drawObject(QPainter* painter, const QRectF& rect, QTextDocument* /*document*/,
    int /*position*/, const QTextFormat& format)
{
    QSvgRenderer(format.property(kSvg).toByteArray()).render(painter, rect);
}

} // namespace autokernel::ui
