// SPDX-License-Identifier: GPL-3.0-or-later
// A figure with its interval, "2.02× (1.99 to 2.04)", in two lines: the figure, then the interval.
// For tables of tall rows, where it leaves the width to other columns. UI thread.
#pragma once

#include "ui/pages/themed_delegate.h"

namespace autokernel::ui {

class FigureDelegate final : public ThemedDelegate
{
    Q_OBJECT

public:
    using ThemedDelegate::ThemedDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    static TwoLines linesOf(const QModelIndex& index);
};

} // namespace autokernel::ui
