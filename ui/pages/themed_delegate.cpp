// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/themed_delegate.h"

#include <QApplication>
#include <utility>

namespace autokernel::ui {

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

} // namespace autokernel::ui
