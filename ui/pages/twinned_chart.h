// SPDX-License-Identifier: GPL-3.0-or-later
// A chart with its table twin beside it and the button that shows that, for charts whose rows are
// no experiments. UI thread.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/table_twin.h"

#include <QPushButton>
#include <QSplitter>
#include <functional>

namespace autokernel::ui {

class TwinnedChart final : public QSplitter
{
    Q_OBJECT

public:
    // `id` is that of the table's columns, `name` what a screen reader calls it.
    TwinnedChart(Chart& chart, const QString& id, const QString& name);

    QPushButton& button() { return *m_button; } // for the controls of a card
    void setContent(std::function<TwinContent()> make); // called while the table is seen

private:
    void showTable();

    TableTwin* m_twin;
    QPushButton* m_button;
    std::function<TwinContent()> m_make;
};

} // namespace autokernel::ui
