// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of HistoryFeed. Everything in it happens on the feed's thread of its own; what it
// finds is posted to the feed, which says it on the UI thread.
#pragma once

#include "ui/bridge/annotation_write.h"
#include "ui/bridge/experiment_index.h"
#include "ui/bridge/snapshot.h"
#include "ui/bridge/table_writer.h"

#include "report/report_builder.h"

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <optional>

namespace autokernel::ui {

class HistoryFeed;

class Reader final : public QObject
{
public:
    explicit Reader(HistoryFeed& feed); // which outlives it

    void open(const std::filesystem::path& history, Generation generation, store::RunId run);
    void loadExperiment(const DiffRequest& request);
    void loadOrder(const ExperimentFilter& filter, std::uint64_t request);
    void loadRows(const std::vector<store::ExperimentId>& ids);
    void loadRuns();
    void loadComparison(const std::vector<store::RunId>& runs);
    // The one thing that is written here: a row of the user's own (store/annotations.h).
    void annotate(std::uint64_t request, const AnnotationWrite& write);
    void saveTable(const TableExport& wanted);

private:
    void poll();
    Result<void> ensureOpen();
    Result<void> ensureStill(Generation generation) const;
    std::shared_ptr<Snapshot> emptySnapshot() const;
    Result<SnapshotPtr> makeSnapshot();
    Result<RunLinesPtr> makeRuns();
    Result<ComparisonPtr> makeComparison(const std::vector<store::RunId>& runs);
    // The rows of the table, in its order; m_index is up to date then.
    Result<ListedExperiment> listed(store::ExperimentId id) const; // needs an open history
    Result<std::vector<store::ExperimentId>> readOrder(const ExperimentFilter& filter);
    Result<std::vector<store::ExperimentId>> rowsOf(const TableExport& wanted);
    void addTablePage(const std::shared_ptr<TableWriter>& table);
    void refuse(const Error& error);
    void presentNothing(const Error& error);

    // The feed gives this signal of its own, unless it has opened another history by then.
    template <typename Signal, typename... Values> void tell(Signal signal, Values... values);
    // It gives it whatever is open: somebody waits for this answer.
    template <typename Signal, typename... Values> void answer(Signal signal, Values... values);

    HistoryFeed& m_feed;
    std::filesystem::path m_history;
    Generation m_generation;
    store::RunId m_wanted; // not valid: the newest
    std::optional<store::HistoryReader> m_reader;
    std::vector<kernel::KernelType> m_types;
    std::optional<report::ReportBuilder> m_builder; // of the run that is shown
    std::optional<ExperimentIndex> m_index; // made when the table is first asked for
    SnapshotPtr m_shown; // the last one: rows have its figures
    int m_openedSchema = 0; // of the file, when it was opened
    std::int64_t m_seenVersion = -1;
    std::optional<std::int64_t> m_seenWriter; // a killed process changes nothing in the file
    std::map<store::RunId, RunLine> m_endedRuns; // what cannot change any more
    QTimer* m_timer = nullptr;
    QString m_lastFailure; // said once, not twice a second
};

} // namespace autokernel::ui
