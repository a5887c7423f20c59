// SPDX-License-Identifier: GPL-3.0-or-later
// A delegate that draws in the theme's colours. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace autokernel::ui {

class ThemedDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit ThemedDelegate(const Theme& theme, QObject* parent = nullptr)
        : QStyledItemDelegate(parent)
        , m_theme(&theme)
    {
    }

    void setTheme(const Theme& theme) { m_theme = &theme; } // the owner draws anew

protected:
    // Draws the cell without its text, for who places that in its own way. The cell's style comes
    // back, with the text.
    QStyleOptionViewItem drawGround(
        QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    QColor color(Paint paint) const { return (*m_theme)[paint]; }

private:
    const Theme* m_theme;
};

} // namespace autokernel::ui
