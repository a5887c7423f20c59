// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/effect_delegate.h"

#include <QPainter>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kWidth = 68; // pixels
constexpr int kGap = 12;
constexpr int kTickHeight = 12;
constexpr double kBarHeight = 6;

bool isTold(const DrawnEffect& drawn) // apart from no effect
{
    return drawn.low > 0 || drawn.high < 0;
}

} // namespace

EffectDelegate::EffectDelegate(const Theme& theme, int role, QObject* parent)
    : ThemedDelegate(theme, parent)
    , m_role(role)
{
}

QSize EffectDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int drawn = index.data(m_role).isValid() ? kWidth + 2 * kGap : 0;
    return QStyledItemDelegate::sizeHint(option, index) + QSize(drawn, 0);
}

void EffectDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    ThemedDelegate::initStyleOption(option, index);
    if (!index.data(m_role).isValid())
        option->palette.setColor(QPalette::Text, color(Paint::Soft)); // words, and no figure
}

void EffectDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto data = index.data(m_role);
    if (!data.isValid())
        return ThemedDelegate::paint(painter, option, index);
    const auto item = drawGround(*painter, option, index);
    const double left = option.rect.right() - kWidth - kGap;
    painter->save();
    painter->setFont(item.font);
    const auto drawn = data.value<DrawnEffect>();
    painter->setPen(item.state & QStyle::State_Selected ? item.palette.highlightedText().color()
            : isTold(drawn)                             ? item.palette.text().color()
                                                        : color(Paint::Soft));
    painter->drawText(QRectF(option.rect.left(), option.rect.top(),
                          left - kGap - option.rect.left(), option.rect.height()),
        Qt::AlignRight | Qt::AlignVCenter, item.text);
    drawBar(*painter, drawn, left, option.rect.center().y() + 0.5);
    painter->restore();
}

void EffectDelegate::drawBar(
    QPainter& painter, const DrawnEffect& drawn, double left, double middle) const
{
    const double span = std::max(drawn.scaleHigh - drawn.scaleLow, 1e-9);
    const auto at = [&](double value) {
        return left + kWidth * std::clamp((value - drawn.scaleLow) / span, 0.0, 1.0);
    };
    // What includes 0 claims nothing: a hollow bar in the ink of secondary text.
    const QColor ink = color(isTold(drawn) ? Paint::Accent : Paint::Soft);
    const double from = std::min(at(0), at(drawn.value));
    const double to = std::max(at(0), at(drawn.value));
    const QRectF bar(from, middle - kBarHeight / 2, to - from, kBarHeight);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, 1));
    painter.setBrush(isTold(drawn) ? QBrush(ink) : QBrush(Qt::NoBrush));
    painter.drawRect(bar);
    painter.drawLine(QPointF(at(drawn.low), middle), QPointF(at(drawn.high), middle));
    painter.setPen(QPen(color(Paint::Soft), 1));
    painter.drawLine(
        QPointF(at(0), middle - kTickHeight / 2.0), QPointF(at(0), middle + kTickHeight / 2.0));
}

} // namespace autokernel::ui
