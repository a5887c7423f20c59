// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/twinned_chart.h"

#include "ui/shell/table_columns.h"
#include "ui/theme/metrics.h"

namespace autokernel::ui {

TwinnedChart::TwinnedChart(Chart& chart, const QString& id, const QString& name)
    : m_twin(new TableTwin)
    , m_button(new QPushButton(tr("Table")))
{
    addWidget(&chart);
    addWidget(m_twin);
    setSizes({3 * kValuesWidth, kValuesWidth});
    m_twin->setAccessibleName(name);
    m_twin->hide();
    new TableColumns(id, *m_twin);
    m_button->setCheckable(true);
    m_button->setToolTip(tr("The same values as a table (T)"));
    connect(m_button, &QPushButton::toggled, this, [this](bool shown) {
        m_twin->setVisible(shown);
        showTable();
    });
    connect(&chart, &Chart::tableToggled, m_button, &QPushButton::toggle);
}

void TwinnedChart::setContent(std::function<TwinContent()> make)
{
    m_make = std::move(make);
    showTable();
}

void TwinnedChart::showTable()
{
    if (m_make && !m_twin->isHidden())
        m_twin->setContent(m_make());
}

} // namespace autokernel::ui
