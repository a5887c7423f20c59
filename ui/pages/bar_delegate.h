// SPDX-License-Identifier: GPL-3.0-or-later
// A number with a bar in front of it, for cells whose model gives a part in [0, 1]; other cells are
// drawn as usual. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace autokernel::ui {

class BarDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    BarDelegate(const Theme& theme, int barRole, QObject* parent = nullptr);

    void setTheme(const Theme& theme) { m_theme = &theme; } // the owner draws anew
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    const Theme* m_theme;
    int m_barRole;
};

} // namespace autokernel::ui
