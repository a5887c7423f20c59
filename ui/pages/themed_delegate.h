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
    // A cell of two lines, the lower one small and soft. Both are cut in their middle where they
    // have no room.
    struct TwoLines
    {
        QString upper;
        QString lower; // "": there is one line alone, as in other cells
    };
    void drawLines(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
        const TwoLines& lines) const;
    // Of a cell whose text is shown in two lines.
    QSize sizeOf(
        const QStyleOptionViewItem& option, const QModelIndex& index, const TwoLines& lines) const;
    QColor color(Paint paint) const { return (*m_theme)[paint]; }

private:
    const Theme* m_theme;
};

} // namespace autokernel::ui
