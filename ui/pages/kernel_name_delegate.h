// SPDX-License-Identifier: GPL-3.0-or-later
// A kernel's key in two lines: its type, variant and dtype, then its shape. Other names have one
// line. UI thread.
#pragma once

#include <QStyledItemDelegate>

namespace autokernel::ui {

class KernelNameDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;
};

} // namespace autokernel::ui
