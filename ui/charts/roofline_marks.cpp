// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/roofline_marks.h"

#include "ui/theme/sign.h"

namespace autokernel::ui {
namespace {

constexpr float kOnTheWay = 0.45F; // opacity

} // namespace

double sizeOf(RoofMark mark)
{
    switch (mark) {
    case RoofMark::Start:
        return 11;
    case RoofMark::OnTheWay:
        return 7;
    case RoofMark::Best:
        return 12;
    case RoofMark::Rung:
        return 8;
    }
    return 0;
}

void paintRoofMark(
    QPainter& painter, RoofMark mark, const QPointF& at, const Theme& theme, Paint paint)
{
    const double size = sizeOf(mark);
    QColor color = theme[paint];
    switch (mark) {
    case RoofMark::Start:
        painter.setPen(QPen(color, 1.6));
        painter.setBrush(theme[Paint::Card]);
        return painter.drawEllipse(at, size / 2, size / 2);
    case RoofMark::OnTheWay:
        color.setAlphaF(kOnTheWay);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        return painter.drawEllipse(at, size / 2, size / 2);
    case RoofMark::Best:
        // Its rim keeps champions apart that cover each other.
        painter.setPen(QPen(theme[Paint::Card], 1.2));
        painter.setBrush(color);
        return painter.drawEllipse(at, size / 2 + 0.6, size / 2 + 0.6);
    case RoofMark::Rung:
        painter.setPen(QPen(color, 1.4));
        painter.setBrush(theme[Paint::Card]);
        return painter.drawRect(QRectF(at - QPointF(size, size) / 2, QSizeF(size, size)));
    }
}

QPixmap signOf(RoofMark mark, const Theme& theme, Paint paint)
{
    return signPixmap([&](QPainter& painter, const QPointF& centre) {
        paintRoofMark(painter, mark, centre, theme, paint);
    });
}

QPixmap signOfRoof(Qt::PenStyle style, const Theme& theme, Paint paint)
{
    constexpr double kHalf = 7; // pixels
    return signPixmap([&](QPainter& painter, const QPointF& centre) {
        QPen pen(theme[paint], style == Qt::SolidLine ? 2 : 1.2, style);
        if (style == Qt::DashLine)
            pen.setDashPattern({3, 2}); // two of them fit
        painter.setPen(pen);
        painter.drawLine(centre - QPointF(kHalf, 0), centre + QPointF(kHalf, 0));
    });
}

} // namespace autokernel::ui
