// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/interval_delegate.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace autokernel::ui {
namespace {
constexpr int kSide = 10;
constexpr int kWidth = 72;
constexpr int kHeight = 14;
constexpr double kDot = 5; // diameter
constexpr double kArrow = 3.5;
} // namespace

void drawInterval(QPainter& painter, const QRectF& track, const judge::SpeedupInterval& interval,
    double noiseFloor, const IntervalColors& colors)
{
    if (!(interval.low > 0 && interval.value > 0 && interval.high > 0))
        return;
    const auto placeOf = [&](double ratio) {
        return track.center().x() + std::log(ratio) / std::log(kWidestRatio) * track.width() / 2;
    };
    const auto inside = [&](double x) { return std::clamp(x, track.left(), track.right()); };
    const double y = track.center().y();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (noiseFloor > 0)
        painter.fillRect(QRectF(QPointF(inside(placeOf(std::exp(-noiseFloor))), track.top()),
                             QPointF(inside(placeOf(std::exp(noiseFloor))), track.bottom())),
            colors.noise);
    painter.setPen(QPen(colors.axis, 1));
    painter.drawLine(
        QPointF(track.center().x(), track.top()), QPointF(track.center().x(), track.bottom()));
    painter.setPen(QPen(colors.ink, 1.5, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(
        QPointF(inside(placeOf(interval.low)), y), QPointF(inside(placeOf(interval.high)), y));
    painter.setBrush(colors.ink);
    const double value = placeOf(interval.value);
    painter.setPen(Qt::NoPen);
    if (value == inside(value)) {
        painter.drawEllipse(QPointF(value, y), kDot / 2, kDot / 2);
    } else {
        const double tip = inside(value);
        const double back = value > tip ? tip - 2 * kArrow : tip + 2 * kArrow;
        painter.drawPolygon(
            QPolygonF({QPointF(tip, y), QPointF(back, y - kArrow), QPointF(back, y + kArrow)}));
    }
    painter.restore();
}

IntervalDelegate::IntervalDelegate(const Theme& theme, const Roles& roles, QObject* parent)
    : ThemedDelegate(theme, parent)
    , m_roles(roles)
{
}

void IntervalDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const auto interval = index.data(m_roles.interval);
    if (!interval.isValid())
        return;
    const QRectF track(
        option.rect.left() + kSide, option.rect.center().y() - kHeight / 2 + 1, kWidth, kHeight);
    drawInterval(*painter, track, interval.value<judge::SpeedupInterval>(),
        index.data(m_roles.noise).toDouble(),
        {color(Paint::Soft), color(Paint::Grid), index.data(m_roles.ink).value<QColor>()});
}

} // namespace autokernel::ui
