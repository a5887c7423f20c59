// SPDX-License-Identifier: GPL-3.0-or-later
// The marks of a roofline, drawn alike in the chart and in its legend. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPixmap>

namespace autokernel::ui {

enum class RoofMark
{
    Start, // eager
    OnTheWay, // a keep that another followed
    Best, // the champion
    Rung // of the ladder, or the vendor's kernel
};
double sizeOf(RoofMark mark); // diameter in pixels

// Centred at a point.
void paintRoofMark(
    QPainter& painter, RoofMark mark, const QPointF& at, const Theme& theme, Paint paint);
// For a row of a legend.
QPixmap signOf(RoofMark mark, const Theme& theme, Paint paint);
QPixmap signOfRoof(Qt::PenStyle style, const Theme& theme, Paint paint);

} // namespace autokernel::ui
