// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of the history: which one is shown, how each ended, and any of them compared. UI thread.
#pragma once

#include "ui/models/row_filter.h"
#include "ui/models/runs_model.h"
#include "ui/pages/compare_view.h"
#include "ui/pages/page.h"
#include "ui/pages/search_box.h"
#include "ui/shell/table_columns.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

namespace autokernel::ui {

class RunsPage final : public Page
{
    Q_OBJECT

public:
    explicit RunsPage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    std::vector<ChartOffer> charts() const override { return m_compare->charts(); }
    void setRuns(const RunLinesPtr& runs);
    void setFailure(const QString& sentence); // the runs that are known stay
    void refuseComparison(const QString& sentence);
    void setComparison(const ComparisonPtr& comparison);
    void setOwnProcess(bool isRunning) { m_model->setOwnProcess(isRunning); }
    // Of those that are selected, else of the shown run and the one before it.
    void compare();
    QJsonObject look() const override;
    void setLook(const QJsonObject& look) override;

signals:
    void runsWanted();
    void runChosen(autokernel::store::RunId run);
    void comparisonWanted(const std::vector<autokernel::store::RunId>& runs); // oldest first

protected:
    void showEvent(QShowEvent* event) override;

private:
    std::vector<store::RunId> chosen() const; // oldest first
    store::RunId runAt(const QModelIndex& index) const; // of the table
    void showMatches();
    void forgetHistory();
    void comparePair(int row, int other);
    void ask(const std::vector<store::RunId>& runs); // how they compare
    void updateButtons();
    void selectionChanged();

    RunsModel* m_model;
    RowFilter* m_rows; // what a search leaves of them
    QTableView* m_table;
    TableColumns* m_columns = nullptr; // the table's
    SearchBox* m_search;
    QCheckBox* m_hidesFinished;
    QPushButton* m_show;
    QPushButton* m_compareButton;
    CompareView* m_compare;
    QLabel* m_reading; // above the table, or in its place until the runs are here
    Generation m_generation;
    store::RunId m_shown;
    SnapshotPtr m_snapshot; // that is shown
    std::vector<store::RunId> m_asked; // how they compare, last
    bool m_isComparisonRefused = false; // asked again when the runs come again
    bool m_comparesOnArrival = false;
};

} // namespace autokernel::ui
