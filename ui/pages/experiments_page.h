// SPDX-License-Identifier: GPL-3.0-or-later
// All experiments of the run with a filter by verdict and text. UI thread.
#pragma once

#include "ui/models/experiments_model.h"
#include "ui/pages/page.h"

#include <QComboBox>
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
    struct Filter
    {
        QString text;
        QString verdict; // "": all
        QString tag;
        bool onlyPinned = false;
    };
    Filter filter() const;
    void setFilter(const Filter& filter); // what is not known is left as it is

    void setAnnotations(const std::map<store::ExperimentId, store::Annotation>& said);

signals:
    void rowSelected(const autokernel::store::ExperimentRow& row);
    void pageWanted(const autokernel::store::ExperimentQuery& query, std::uint64_t request);

private:
    void applyFilter();

    ExperimentsModel* m_model;
    QTableView* m_table;
    QLineEdit* m_search;
    QComboBox* m_verdict;
    QComboBox* m_said; // pinned, or a tag
    QTimer m_debounce;
    store::RunId m_run;
    std::int64_t m_experiments = -1;
    std::vector<report::AnnotatedExperiment> m_annotated; // that the filter has seen
};

} // namespace autokernel::ui
