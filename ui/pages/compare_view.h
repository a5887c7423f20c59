// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between runs: whether their figures may be compared, all in one chart, and a table
// without equal fields, one column a run, whose groups have a line each. UI thread.
#pragma once

#include "ui/bridge/snapshot.h"
#include "ui/export/report_charts.h"
#include "ui/pages/compare_chart.h"
#include "ui/pages/compare_rows.h"
#include "ui/pages/fact_rows.h"
#include "ui/pages/twinned_chart.h"
#include "ui/shell/card.h"
#include "ui/shell/table_columns.h"

#include <QScrollArea>
#include <QTableWidget>

namespace autokernel::ui {

class CompareView final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMostRuns = 8; // each has a colour of its own

    explicit CompareView(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme) { m_chart->setTheme(theme); }
    void present(const ComparisonPtr& comparison);
    bool isEmpty() const { return m_isEmpty; }
    void clear(); // shows the run alone, and says how to get a comparison
    void setAlone(const SnapshotPtr& snapshot); // whose run is shown while none is compared
    void refuse(const QString& sentence); // why there is none
    void setRunCount(int count); // of the history: one alone has no peer
    std::vector<ChartOffer> charts() const; // that are shown

private:
    void buildTable();
    void addLine(const CompareRow& row);
    void addRow(const CompareRow& row);
    void showInvitation();
    void showAlone();
    void showChart(std::vector<ReportPtr> runs, std::vector<CompareLine> lines);
    void empty(bool isRefused);

    Card* m_card;
    QLabel* m_invitation; // in place of chart and table
    int m_runCount = 0;
    bool m_isEmpty = true;
    bool m_isRefused = false; // and the reason stays until something else is asked for
    QLabel* m_warning;
    CompareChart* m_chart;
    TwinnedChart* m_chartValues; // it, with its table
    std::vector<ReportPtr> m_shown; // whose lines it has
    QLabel* m_withoutLine; // below the chart
    QTableWidget* m_table;
    FactRows* m_facts; // of one run, in place of the table
    QScrollArea* m_factsRoom;
    SnapshotPtr m_alone;
    TableColumns* m_columns;
};

} // namespace autokernel::ui
