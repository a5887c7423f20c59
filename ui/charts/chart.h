// SPDX-License-Identifier: GPL-3.0-or-later
// What every chart is: a plot that fills a widget and is drawn anew when its values or the theme
// change. UI thread.
#pragma once

#include "ui/charts/chart_keys.h"
#include "ui/charts/plot.h"

#include <QWidget>

namespace autokernel::ui {

class Chart : public QWidget
{
    Q_OBJECT

public:
    void setTheme(const Theme& theme);
    Plot& plot() { return *m_plot; }

signals:
    void tableToggled(); // by its key, of a chart that has a table twin

protected:
    explicit Chart(const Theme& theme, QWidget* parent);

    virtual void draw() = 0;
    // False: this chart has nothing to do for it.
    virtual bool obey(ChartCommand) { return false; }
    void keyPressEvent(QKeyEvent* event) override;

    Plot* const m_plot;
};

} // namespace autokernel::ui
