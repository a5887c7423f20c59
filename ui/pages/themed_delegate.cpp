// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/themed_delegate.h"

#include "ui/theme/style.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>
#include <utility>

namespace autokernel::ui {
namespace {

constexpr int kLeading = 1; // pixels between two lines

} // namespace

QStyleOptionViewItem ThemedDelegate::drawGround(
    QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    auto text = std::exchange(cell.text, {});
    const auto* style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, &painter, cell.widget);
    cell.text = std::move(text);
    return cell;
}

void ThemedDelegate::drawLines(QPainter& painter, const QStyleOptionViewItem& option,
    const QModelIndex& index, const TwoLines& lines) const
{
    const auto whole = drawGround(painter, option, index);
    const auto* style = option.widget ? option.widget->style() : QApplication::style();
    const QRect place = style->subElementRect(QStyle::SE_ItemViewItemText, &whole, option.widget);
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &whole, option.widget) + 1;
    const QFont small = fontOf(Type::Small);
    const QFontMetrics upper(whole.font);
    const QFontMetrics lower(small);
    const int height
        = lines.lower.isEmpty() ? upper.height() : upper.height() + kLeading + lower.height();
    const auto side = (whole.displayAlignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter;
    const QRect first(place.left() + margin, option.rect.center().y() - height / 2,
        place.width() - 2 * margin, upper.height());
    const QRect second(first.left(), first.bottom() + 1 + kLeading, first.width(), lower.height());
    painter.save();
    painter.setFont(whole.font);
    painter.setPen(color(Paint::Text));
    painter.drawText(first, side, upper.elidedText(lines.upper, Qt::ElideMiddle, first.width()));
    painter.setFont(small);
    painter.setPen(color(Paint::Soft));
    painter.drawText(second, side, lower.elidedText(lines.lower, Qt::ElideMiddle, second.width()));
    painter.restore();
}

QSize ThemedDelegate::sizeOf(
    const QStyleOptionViewItem& option, const QModelIndex& index, const TwoLines& lines) const
{
    const auto whole = QStyledItemDelegate::sizeHint(option, index);
    const int taken = option.fontMetrics.horizontalAdvance(index.data().toString());
    const int wanted = std::max(option.fontMetrics.horizontalAdvance(lines.upper),
        QFontMetrics(fontOf(Type::Small)).horizontalAdvance(lines.lower));
    return {whole.width() - taken + wanted, whole.height()};
}

} // namespace autokernel::ui
