// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/figure_delegate.h"

namespace autokernel::ui {

ThemedDelegate::TwoLines FigureDelegate::linesOf(const QModelIndex& index)
{
    const auto figure = index.data().toString();
    const auto begin = figure.indexOf(" (");
    if (begin < 0 || !figure.endsWith(')'))
        return {figure, {}};
    return {figure.left(begin), figure.mid(begin + 2).chopped(1)};
}

QSize FigureDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return sizeOf(option, index, linesOf(index));
}

void FigureDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    drawLines(*painter, option, index, linesOf(index));
}

} // namespace autokernel::ui
