// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bar_delegate.h"

#include <QPainter>
#include <algorithm>

namespace autokernel::ui {
namespace {
constexpr int kSide = 10;
constexpr int kHeight = 6;
constexpr int kTextWidth = 70;
} // namespace

BarDelegate::BarDelegate(const Theme& theme, int barRole, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(&theme)
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
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    const auto draw = [&](double width, Paint paint) {
        painter->setBrush((*m_theme)[paint]);
        painter->drawRoundedRect(
            QRectF(track.topLeft(), QSizeF(width, kHeight)), kHeight / 2.0, kHeight / 2.0);
    };
    draw(track.width(), Paint::Grid);
    const double filled = std::clamp(part.toDouble(), 0.0, 1.0) * track.width();
    if (filled >= 1)
        draw(std::max<double>(filled, kHeight), Paint::Accent);
    painter->restore();
}

} // namespace autokernel::ui
