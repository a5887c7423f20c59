// SPDX-License-Identifier: GPL-3.0-or-later
// A line of text that gives way: where there is no room it ends in dots, and the pointer shows all
// of it. UI thread.
#pragma once

#include "ui/theme/style.h"

#include <QLabel>

namespace autokernel::ui {

class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(Type type, bool isSoft = false, Qt::TextElideMode mode = Qt::ElideRight);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString shown() const; // what fits

    Qt::TextElideMode m_mode;
};

} // namespace autokernel::ui
