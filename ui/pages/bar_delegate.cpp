// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bar_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kBarInset = 10;
constexpr int kBarHeight = 5;
constexpr int kBarBelow = 8; // from the bar to the end of its row

// `part` of `track` filled with `ink`, as long as it is: the round ends are cut from both, so that
// a small part is no longer than it should be.
void drawBar(
    QPainter& painter, const QRectF& track, double part, const QColor& ground, const QColor& ink)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath ends;
    ends.addRoundedRect(track, track.height() / 2, track.height() / 2);
    painter.fillPath(ends, ground);
    QPainterPath filled;
    filled.addRect(QRectF(
        track.topLeft(), QSizeF(std::clamp(part, 0.0, 1.0) * track.width(), track.height())));
    painter.fillPath(ends.intersected(filled), ink);
    painter.restore();
}

// Where other cells of the row have their text.
QRectF textOf(const QStyleOptionViewItem& cell)
{
    const auto* style = cell.widget ? cell.widget->style() : QApplication::style();
    return style->subElementRect(QStyle::SE_ItemViewItemText, &cell, cell.widget);
}

} // namespace

BarDelegate::BarDelegate(const Theme& theme, int barRole, QObject* parent)
    : ThemedDelegate(theme, parent)
    , m_barRole(barRole)
{
}

QRectF BarDelegate::trackOf(const QRect& cell)
{
    return QRectF(cell.left() + kBarInset, cell.bottom() - kBarBelow - kBarHeight,
        std::max(0, cell.width() - 2 * kBarInset), kBarHeight);
}

void BarDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto part = index.data(m_barRole);
    const auto cell = drawGround(*painter, option, index);
    const QRectF track = trackOf(option.rect);
    // Without a bar in the middle of its row, and in line with those that have one.
    const QRectF whole = textOf(cell);
    const double below = part.isValid() ? track.top() : whole.bottom();
    const double above = part.isValid() ? option.rect.top() : whole.top();
    painter->save();
    painter->setFont(cell.font);
    painter->setPen(color(Paint::Text));
    painter->drawText(QRectF(track.left(), above, track.width(), below - above),
        Qt::AlignRight | Qt::AlignVCenter, cell.text);
    painter->restore();
    if (part.isValid())
        drawBar(*painter, track, part.toDouble(), color(Paint::Grid), color(Paint::Accent));
}

} // namespace autokernel::ui
