// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments of a run as a table, newest first, loaded by pages while the user scrolls. It
// asks for pages by signal and never reads a file. UI thread.
#pragma once

#include "ui/theme/theme.h"

#include "store/annotations.h"

#include <QAbstractTableModel>
#include <QMetaType>
#include <memory>
#include <vector>

namespace autokernel::ui {

struct ExperimentsPage
{
    std::uint64_t request = 0; // which query it answers
    std::vector<store::ExperimentRow> rows;
};
using ExperimentsPagePtr = std::shared_ptr<const ExperimentsPage>;

class ExperimentsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Number,
        Verdict,
        Kernel,
        Idea,
        Mutator,
        OverIncumbent,
        OverEager,
        Time,
        Duration,
        Said,
        Columns
    };
    static constexpr int kPage = 500;

    explicit ExperimentsModel(const Theme& theme, QObject* parent = nullptr);

    void setTheme(const Theme& theme);
    // Another run, another filter: starts over.
    void setQuery(const store::ExperimentQuery& query);
    const store::ExperimentQuery& query() const { return m_query; }
    void add(const ExperimentsPage& page);
    void setAnnotations(std::map<store::ExperimentId, store::Annotation> said);
    std::int64_t newestNumber() const { return m_rows.empty() ? 0 : m_rows.front().number; }
    const store::ExperimentRow& row(int index) const
    {
        return m_rows[static_cast<std::size_t>(index)];
    }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

signals:
    void pageWanted(const autokernel::store::ExperimentQuery& query, std::uint64_t request);

private:
    QString display(const store::ExperimentRow& row, int column) const;

    const Theme* m_theme;
    store::ExperimentQuery m_query;
    std::uint64_t m_request = 0;
    bool m_isWaiting = false;
    bool m_isComplete = false;
    std::vector<store::ExperimentRow> m_rows;
    std::map<store::ExperimentId, store::Annotation> m_said;
};

} // namespace autokernel::ui

Q_DECLARE_METATYPE(autokernel::ui::ExperimentsPagePtr)
