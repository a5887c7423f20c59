// SPDX-License-Identifier: GPL-3.0-or-later
// Where labels of points go so that none covers another. Pure, any thread.
#pragma once

#include <QRectF>
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

} // namespace autokernel::ui
