// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments of a run as a table. It knows the order of all rows and holds those that are or
// were seen; it asks for others by signal and never reads a file. UI thread.
#pragma once

#include "ui/bridge/experiment_index.h"
#include "ui/bridge/snapshot.h"
#include "ui/charts/kernel_names.h"
#include "ui/theme/theme.h"

#include "store/annotations.h"

#include <QAbstractTableModel>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace autokernel::ui {

class ExperimentsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column // as ExperimentColumn
    {
        Number,
        Verdict,
        Kernel,
        Idea,
        Mutator,
        Stage, // why it ended as it did
        OverIncumbent,
        OverEager,
        Time,
        Duration,
        Said,
        Columns
    };

    // Of OverIncumbent where it is known: its judge::SpeedupInterval, its verdict's colour, and its
    // kernel's noise floor as a natural logarithm.
    static constexpr int kIntervalRole = Qt::UserRole;
    static constexpr int kInkRole = Qt::UserRole + 1;
    static constexpr int kNoiseRole = Qt::UserRole + 2;

    explicit ExperimentsModel(const Theme& theme, QObject* parent = nullptr);

    void setTheme(const Theme& theme);
    // Another filter or order; the rows stay until the answer is here.
    void setFilter(const ExperimentFilter& filter);
    void clear(); // another run, or another history: no row and no answer of the former one stays
    const ExperimentFilter& filter() const { return m_filter; }
    void refresh(); // the same question again: the run has grown
    void setOrder(const ExperimentOrder& order);
    bool awaits(std::uint64_t request) const { return request == m_request; } // the last one
    // Rows that are about to be seen: asks for those that are not here.
    void prepare(int first, int last);
    void add(const std::vector<ListedExperiment>& rows);
    // The rows that are here say what this report says, which is of their run.
    void printAlike(const report::ReportData& report);
    // They could not be read: the next prepare() asks for them again.
    void refuse(const std::vector<store::ExperimentId>& ids);

    // Of the run, without a filter, as the order that is shown found them.
    std::int64_t experiments() const { return m_experiments; }
    std::int64_t controls() const { return m_controls; }
    std::int64_t total() const { return m_experiments + m_controls; }
    const store::ExperimentRow* row(int index) const; // nullptr: not here yet
    store::ExperimentId idAt(int index) const { return m_ids[static_cast<std::size_t>(index)]; }
    int indexOf(store::ExperimentId id) const; // -1: not among them
    void setKernelNames(KernelNames names); // a key without one is shown itself
    void setNoiseFloors(std::map<store::TargetId, double> noise); // natural logarithms
    void setAnnotations(std::map<store::ExperimentId, store::Annotation> said);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

signals:
    void orderWanted(const autokernel::ui::ExperimentFilter& filter, std::uint64_t request);
    void rowsWanted(const std::vector<autokernel::store::ExperimentId>& ids);

private:
    const ListedExperiment* listed(int index) const;
    QString display(const ListedExperiment& listed, int column) const;
    QString toolTip(const ListedExperiment& listed, int column) const;
    bool insertInFront(const std::vector<store::ExperimentId>& ids);

    const Theme* m_theme;
    ExperimentFilter m_filter;
    std::uint64_t m_request = 0;
    std::int64_t m_experiments = 0;
    std::int64_t m_controls = 0;
    std::vector<store::ExperimentId> m_ids;
    std::unordered_map<std::int64_t, ListedExperiment> m_rows; // by id
    std::unordered_set<std::int64_t> m_asked; // on their way
    std::map<store::ExperimentId, store::Annotation> m_said;
    KernelNames m_names;
    std::map<store::TargetId, double> m_noise;
};

} // namespace autokernel::ui
