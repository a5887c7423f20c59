// SPDX-License-Identifier: GPL-3.0-or-later
// The pages, one of which is shown: it alone says how much room is needed. UI thread.
#pragma once

#include <QStackedWidget>

namespace autokernel::ui {

class PageStack final : public QStackedWidget
{
    Q_OBJECT

public:
    explicit PageStack(QWidget* parent = nullptr)
        : QStackedWidget(parent)
    {
        connect(this, &QStackedWidget::currentChanged, this, &QWidget::updateGeometry);
    }

    QSize minimumSizeHint() const override
    {
        return currentWidget() ? currentWidget()->minimumSizeHint()
                               : QStackedWidget::minimumSizeHint();
    }
};

} // namespace autokernel::ui
