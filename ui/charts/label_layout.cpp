// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/label_layout.h"

#include <algorithm>

namespace autokernel::ui {
namespace {

// Right, left, above, below, then the same further and further away.
std::vector<QRectF> candidatesFor(const LabelWish& wish, const QRectF& area)
{
    const double width = wish.size.width();
    const double height = wish.size.height();
    const double right = wish.at.x() + wish.gap;
    const double left = wish.at.x() - wish.gap - width;
    const double middle = wish.at.x() - width / 2;
    const double level = wish.at.y() - height / 2;
    std::vector<QRectF> places;
    const auto add = [&](double x, double y) { places.emplace_back(QPointF(x, y), wish.size); };
    add(right, level);
    add(left, level);
    add(middle, wish.at.y() - wish.gap - height);
    add(middle, wish.at.y() + wish.gap);
    for (double away = height / 2; away < area.height(); away += height / 2)
        for (const double x : {right, left, middle}) {
            add(x, level - away);
            add(x, level + away);
        }
    return places;
}

} // namespace

std::vector<std::optional<QRectF>> placeLabels(
    const std::vector<LabelWish>& wishes, const QRectF& area, const std::vector<QRectF>& obstacles)
{
    std::vector<QRectF> taken = obstacles;
    std::vector<std::optional<QRectF>> placed;
    for (const auto& wish : wishes) {
        std::optional<QRectF> found;
        if (area.contains(wish.at))
            for (const auto& place : candidatesFor(wish, area)) {
                const bool isFree = area.contains(place)
                    && std::none_of(taken.begin(), taken.end(),
                        [&](const QRectF& other) { return other.intersects(place); });
                if (isFree) {
                    found = place;
                    break;
                }
            }
        if (found)
            taken.push_back(*found);
        placed.push_back(found);
    }
    return placed;
}

QTransform alongLine(const QLineF& line)
{
    return QTransform().translate(line.x1(), line.y1()).rotate(-line.angle());
}

std::optional<double> startAlong(
    const QLineF& line, const QRectF& text, const QRectF& area, double from)
{
    const auto along = alongLine(line);
    for (double start = from; start + text.width() + from <= line.length(); ++start)
        if (area.contains(along.mapRect(text.translated(start, 0))))
            return start;
    return std::nullopt;
}

} // namespace autokernel::ui
