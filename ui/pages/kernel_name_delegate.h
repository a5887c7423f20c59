// SPDX-License-Identifier: GPL-3.0-or-later
// A kernel's key in two lines: its type, variant and dtype, then its shape. Other names have one
// line. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace autokernel::ui {

class KernelNameDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit KernelNameDelegate(const Theme& theme, QObject* parent = nullptr);

    void setTheme(const Theme& theme) { m_theme = &theme; } // the owner draws anew

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    const Theme* m_theme;
};

} // namespace autokernel::ui
