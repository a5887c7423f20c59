// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between two runs: whether their figures may be compared, both in one chart, and a
// table without equal fields, whose groups have a line each. UI thread.
#pragma once

#include "ui/bridge/snapshot.h"
#include "ui/pages/compare_chart.h"
#include "ui/shell/card.h"

#include <QTableWidget>

namespace autokernel::ui {

class CompareView final : public QWidget
{
    Q_OBJECT

public:
    explicit CompareView(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme) { m_chart->setTheme(theme); }
    void present(const ComparisonPtr& comparison);
    bool isEmpty() const { return m_isEmpty; }
    void clear(); // says how to get a comparison
    void refuse(const QString& sentence); // why there is none
    void setRunCount(int count); // of the history: one alone has no peer

private:
    void buildTable();
    void addLine(const QString& what, bool isHeading); // across all columns
    void addRow(const QStringList& cells);
    void addGroup(const QString& name, const std::vector<report::Difference>& differences);
    void addFigure(const report::FigurePair& figure, bool isComparable);
    void addFigures(const report::RunComparison& result);
    void addKernels(const report::RunComparison& result);

    void showInvitation();

    Card* m_card;
    QLabel* m_invitation; // in place of chart and table
    int m_runCount = 0;
    bool m_isEmpty = true;
    QLabel* m_warning;
    CompareChart* m_chart;
    QTableWidget* m_table;
};

} // namespace autokernel::ui
