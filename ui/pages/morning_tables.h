// SPDX-License-Identifier: GPL-3.0-or-later
// A table of the morning page, and the one of every keep in its order. As high as their rows, so
// that the page scrolls as one. UI thread.
#pragma once

#include "ui/shell/table_columns.h"
#include "ui/theme/theme.h"

#include "report/report_data.h"

#include <QTableWidget>
#include <functional>

namespace autokernel::ui {

// Rows that lead to an experiment say so by `experimentPicked`.
class MorningTable : public QTableWidget
{
    Q_OBJECT

public:
    MorningTable(const QString& id, const QStringList& columns, const QString& name);

signals:
    void experimentPicked(std::int64_t number);

protected:
    struct Cell
    {
        Cell(const QString& shown)
            : text(shown)
            , toolTip(shown)
        {
        }
        Cell(const QString& shown, const QString& more)
            : text(shown)
            , toolTip(more)
        {
        }
        // A figure with its interval and baseline one hover away; a dash where there is none.
        Cell(const std::optional<store::SpeedupInterval>& figure, const QString& baseline);

        QString text;
        QString toolTip;
    };
    // `experiment`: which one the row leads to; 0 for none.
    void setRow(int row, const std::vector<Cell>& cells, std::int64_t experiment);
    // Sets many rows: its columns are measured once, and not anew for each cell of a long night.
    void fill(const std::function<void()>& setRows);
    void setNumbers(std::initializer_list<int> columns);
    void setNames(int column); // of kernels
    void setRest(int column); // takes what the others leave; after setNames
    void setLink(int column) { m_link = column; } // one click leads to the experiment
    void fitHeight();
    TableColumns& columns() { return *m_columns; }
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    void open(int row);
    void shareWidth();

    TableColumns* m_columns;
    std::vector<int> m_numbers;
    int m_names = -1;
    int m_rest = -1;
    int m_link = -1;
};

class KeepsInOrder final : public MorningTable
{
    Q_OBJECT

public:
    KeepsInOrder();
    void present(const report::ReportData& report);

private:
    static Cell overBefore(const report::KeepReport& keep);
    static Cell stateOf(const report::KernelReport& kernel, std::size_t index);
};

} // namespace autokernel::ui
