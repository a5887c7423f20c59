// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/effect_delegate.h"

#include <QPainter>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kWidth = 68; // pixels
constexpr int kGap = 12;
constexpr int kTickHeight = 12;
constexpr double kDot = 3; // radius

} // namespace

EffectDelegate::EffectDelegate(const Theme& theme, int role, QObject* parent)
    : ThemedDelegate(theme, parent)
    , m_role(role)
{
}

QSize EffectDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int drawn = index.data(m_role).isValid() ? kWidth + kGap : 0;
    return QStyledItemDelegate::sizeHint(option, index) + QSize(drawn, 0);
}

void EffectDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const auto data = index.data(m_role);
    if (!data.isValid())
        return;
    const auto drawn = data.value<DrawnEffect>();
    const double left = option.rect.right() - kWidth - kGap;
    const double middle = option.rect.center().y() + 0.5;
    const double span = std::max(drawn.scaleHigh - drawn.scaleLow, 1e-9);
    const auto at = [&](double value) {
        return left + kWidth * std::clamp((value - drawn.scaleLow) / span, 0.0, 1.0);
    };
    // What includes 0 claims nothing, and has the ink of secondary text.
    const bool isTold = drawn.low > 0 || drawn.high < 0;
    const QColor ink = color(isTold ? Paint::Accent : Paint::Soft);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color(Paint::Soft), 1));
    painter->drawLine(
        QPointF(at(0), middle - kTickHeight / 2.0), QPointF(at(0), middle + kTickHeight / 2.0));
    painter->setPen(QPen(ink, 2, Qt::SolidLine, Qt::RoundCap));
    painter->drawLine(QPointF(at(drawn.low), middle), QPointF(at(drawn.high), middle));
    painter->setPen(Qt::NoPen);
    painter->setBrush(ink);
    painter->drawEllipse(QPointF(at(drawn.value), middle), kDot, kDot);
    painter->restore();
}

} // namespace autokernel::ui
