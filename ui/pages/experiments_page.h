// SPDX-License-Identifier: GPL-3.0-or-later
// All experiments of the run: filtered by verdict, kernel, the user's marks and words, sorted by
// any column. UI thread.
#pragma once

#include "ui/models/experiments_model.h"
#include "ui/models/keep_figures.h"
#include "ui/pages/experiment_filter_bar.h"
#include "ui/pages/interval_delegate.h"
#include "ui/pages/page.h"
#include "ui/shell/table_columns.h"

#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QTimer>

namespace autokernel::ui {

class ExperimentsPage final : public Page
{
    Q_OBJECT

public:
    // The verdicts and the kernel of `shown` are those of the table.
    ExperimentsPage(const Theme& theme, ShownExperiments& shown, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    ExperimentsModel& model() { return *m_model; }
    void focusSearch() { m_filters->focusSearch(); }
    void select(const store::ExperimentRow& row) override;
    void setOrder(const ExperimentOrder& order);
    void addRows(const std::vector<ListedExperiment>& rows);
    // What was asked for could not be read: it is said here, and asked again while the page is
    // seen.
    void refuseOrder(std::uint64_t request, const QString& sentence);
    void refuseRows(const std::vector<store::ExperimentId>& ids, const QString& sentence);
    using Filter = ExperimentFilterBar::Filter;
    Filter filter() const { return m_filters->filter(); }
    void setFilter(const Filter& filter) { m_filters->setFilter(filter); }
    QJsonObject look() const override { return m_filters->look(); }
    void setLook(const QJsonObject& look) override { m_filters->setLook(look); }
    // What the table holds and in which order, or will once the page is seen.
    ExperimentFilter asked() const;
    // Of the selected rows, from the top, those too that were never scrolled to.
    std::vector<store::ExperimentId> selectedIds() const;

    void setAnnotations(const std::map<store::ExperimentId, store::Annotation>& said);

signals:
    void rowSelected(const autokernel::store::ExperimentRow& row);
    void orderWanted(const autokernel::ui::ExperimentFilter& filter, std::uint64_t request);
    void rowsWanted(const std::vector<autokernel::store::ExperimentId>& ids);

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTable();
    void giveIdeaTheRest();
    void forgetRun();
    void showProblem(const QString& sentence); // "": there is none
    void applyFilter();
    void showCount();
    void follow(); // the run has grown
    void prepareVisible();
    void showSelected();
    void announceSelected();
    bool asksForAnnotations() const; // the filter or the order

    ExperimentsModel* m_model;
    QTableView* m_table;
    TableColumns* m_columns = nullptr;
    IntervalDelegate* m_intervals;
    ExperimentFilterBar* m_filters;
    QLabel* m_count;
    QLabel* m_problem; // why rows are missing, above the table
    QTimer m_again; // asks anew for what could not be read
    Generation m_generation;
    store::RunId m_run;
    std::int64_t m_experiments = -1; // of the last snapshot
    bool m_isBehind = false; // the run has grown, or changed, since the table asked
    store::ExperimentId m_selected;
    bool m_isAwaited = false; // the selected row is on its way
    std::vector<report::AnnotatedExperiment> m_annotated; // that the filter has seen
    std::vector<KeepFigure> m_keeps; // likewise
};

} // namespace autokernel::ui
