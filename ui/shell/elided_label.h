// SPDX-License-Identifier: GPL-3.0-or-later
// A line of text that gives way: where there is no room it ends in dots, and the pointer shows all
// of it; where there is room for a few letters alone nothing is drawn. UI thread.
#pragma once

#include "ui/theme/style.h"

#include <QLabel>

namespace autokernel::ui {

class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(Type type, bool isSoft = false, Qt::TextElideMode mode = Qt::ElideRight);

    void setMostLines(int count); // more than one: words wrap, and the last line ends in dots
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    int fewestWidth() const; // pixels
    QStringList shown(int width) const; // what fits, line by line
    QStringList wrapped(int width) const;

    Qt::TextElideMode m_mode;
    int m_mostLines = 1;
};

} // namespace autokernel::ui
