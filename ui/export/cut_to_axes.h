// SPDX-License-Identifier: GPL-3.0-or-later
// A plot whose parts all lie within its axes. The screen clips what a zoom leaves outside; Qt's SVG
// cannot, so it is cut before it is drawn. UI thread.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>
#include <vector>

class QCustomPlot;

namespace autokernel::ui {

// The parts of a line within the window, borders included, with a point that is not a number where
// it leaves and comes back. Pure.
std::vector<QPointF> cutLine(const std::vector<QPointF>& line, const QRectF& window);

// Changes the plot's data: for one that no window shows. Lines end at the axes, marks outside are
// dropped, error bars end at the axes, texts are moved inside or hidden. `size` is what it will be
// drawn in.
void cutToAxes(QCustomPlot& plot, const QSize& size);

} // namespace autokernel::ui
