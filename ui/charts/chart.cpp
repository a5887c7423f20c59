// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart.h"

#include <QVBoxLayout>

namespace autokernel::ui {

Chart::Chart(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_plot(new Plot(theme))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
}

void Chart::setTheme(const Theme& theme)
{
    m_plot->setTheme(theme);
    draw();
}

void Chart::keyPressEvent(QKeyEvent* event)
{
    const auto command = chartCommandOf(*event);
    if (!command || !obey(*command))
        QWidget::keyPressEvent(event);
}

} // namespace autokernel::ui
