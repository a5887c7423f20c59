// SPDX-License-Identifier: GPL-3.0-or-later
// All experiments of the run: filtered by verdict, kernel and words, sorted by any column. UI
// thread.
#pragma once

#include "ui/models/experiments_model.h"
#include "ui/pages/page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTimer>

namespace autokernel::ui {

class ExperimentsPageView final : public Page
{
    Q_OBJECT

public:
    explicit ExperimentsPageView(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    ExperimentsModel& model() { return *m_model; }
    void focusSearch();
    void select(const store::ExperimentRow& row) override;
    void setOrder(const ExperimentOrder& order);
    void addRows(const std::vector<store::ExperimentRow>& rows);

signals:
    void orderWanted(const autokernel::ui::ExperimentFilter& filter, std::uint64_t request);
    void rowsWanted(const std::vector<autokernel::store::ExperimentId>& ids);

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildControls(QHBoxLayout& controls);
    void buildTable();
    void showKernels(const report::ReportData& report);
    void applyFilter();
    void follow(); // the run has grown
    void prepareVisible();
    void showSelected();

    ExperimentsModel* m_model;
    QTableView* m_table;
    QLineEdit* m_search;
    QComboBox* m_verdict;
    QComboBox* m_kernel;
    QLabel* m_count;
    QTimer m_debounce;
    store::RunId m_run;
    std::int64_t m_experiments = -1;
    bool m_isBehind = false; // the run has grown since the table asked
    store::ExperimentId m_selected;
};

} // namespace autokernel::ui
