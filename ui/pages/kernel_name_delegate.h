// SPDX-License-Identifier: GPL-3.0-or-later
// A kernel's key in two lines: its type, variant and dtype, then its shape. Other names have one
// line. UI thread.
#pragma once

#include "ui/pages/themed_delegate.h"

namespace autokernel::ui {

class KernelNameDelegate final : public ThemedDelegate
{
    Q_OBJECT

public:
    explicit KernelNameDelegate(const Theme& theme, QObject* parent = nullptr);
    // Where there is little room, the dtype stands with the shape.
    void setNarrow(bool isNarrow) { m_isNarrow = isNarrow; }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    bool m_isNarrow = false;
};

} // namespace autokernel::ui
