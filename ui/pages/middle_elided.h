// SPDX-License-Identifier: GPL-3.0-or-later
// A cell whose text is cut in its middle: the shape at the end tells kernels of one type apart. UI
// thread.
#pragma once

#include <QStyledItemDelegate>

namespace autokernel::ui {

class MiddleElided final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideMiddle;
    }
};

} // namespace autokernel::ui
