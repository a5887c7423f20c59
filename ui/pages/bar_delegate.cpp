// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bar_delegate.h"

#include <QPainter>
#include <algorithm>

namespace autokernel::ui {
namespace {
constexpr int kSide = 10;
constexpr int kHeight = 6;
constexpr int kTextWidth = 70;

// `part` of `track` filled with `ink`, clamped to [0, 1]; both ends are round.
void drawBar(
    QPainter& painter, const QRectF& track, double part, const QColor& ground, const QColor& ink)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double round = track.height() / 2;
    painter.setBrush(ground);
    painter.drawRoundedRect(track, round, round);
    // Less than a pixel is nothing; anything else is at least as long as its round ends.
    const double filled = std::clamp(part, 0.0, 1.0) * track.width();
    if (filled >= 1) {
        painter.setBrush(ink);
        painter.drawRoundedRect(
            QRectF(track.topLeft(), QSizeF(std::max(filled, track.height()), track.height())),
            round, round);
    }
    painter.restore();
}

} // namespace

BarDelegate::BarDelegate(const Theme& theme, int barRole, QObject* parent)
    : ThemedDelegate(theme, parent)
    , m_barRole(barRole)
{
}

void BarDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const auto part = index.data(m_barRole);
    if (!part.isValid())
        return;
    const int y = option.rect.center().y() - kHeight / 2 + 1;
    const QRectF track(option.rect.left() + kSide, y,
        std::max(0, option.rect.width() - 2 * kSide - kTextWidth), kHeight);
    drawBar(*painter, track, part.toDouble(), color(Paint::Grid), color(Paint::Accent));
}

} // namespace autokernel::ui
