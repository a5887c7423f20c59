// SPDX-License-Identifier: GPL-3.0-or-later
// Where labels of points go so that none covers another. Pure, any thread.
#pragma once

#include <QLineF>
#include <QRectF>
#include <QTransform>
#include <optional>
#include <vector>

namespace autokernel::ui {

struct LabelWish
{
    QPointF at; // the point it names
    QSizeF size;
    double gap = 8; // from the point, in pixels
};

// In the order of importance: the first gets what it wants. Beside the point where there is room,
// else above or below, else as near as a free place is. Places lie within `area` and cover neither
// each other nor an obstacle; nullopt where no such place is left, or the point is outside.
std::vector<std::optional<QRectF>> placeLabels(
    const std::vector<LabelWish>& wishes, const QRectF& area, const std::vector<QRectF>& obstacles);

// From the coordinates of a text along a slanting line, which begins at the line's first point, to
// pixels.
QTransform alongLine(const QLineF& line);
// How far along the line a text begins, at least `from` pixels away from both ends and as near to
// the first as all its corners lie within `area`: a steep text leans over the axis that its line
// begins at. `text` is its box at a start of 0; nullopt where there is no such place.
std::optional<double> startAlong(
    const QLineF& line, const QRectF& text, const QRectF& area, double from);

} // namespace autokernel::ui
