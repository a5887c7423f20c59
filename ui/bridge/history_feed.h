// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a history on a thread of its own and hands immutable values to the window: the UI thread
// never opens a file. It looks for changes twice a second (PRAGMA data_version), so a run of this
// process and one of another are followed alike.
#pragma once

#include "ui/bridge/annotation_write.h"
#include "ui/bridge/snapshot.h"
#include "ui/bridge/table_writer.h"
#include "ui/models/experiments_model.h"

#include <QObject>
#include <QThread>
#include <filesystem>

namespace autokernel::ui {

class HistoryFeed final : public QObject
{
    Q_OBJECT

public:
    explicit HistoryFeed(QObject* parent = nullptr);
    ~HistoryFeed() override;

    // Shows this run of the file, or its newest one where `run` is not valid. UI thread; the answer
    // comes as a signal.
    void open(const std::filesystem::path& history, store::RunId run = {});
    void loadExperiment(const DiffRequest& request);
    void loadPage(const store::ExperimentQuery& query, std::uint64_t request);
    void loadRuns(); // all of the history, for a list
    void loadComparison(store::RunId a, store::RunId b);
    // Answered by `annotated` with the same number.
    void annotate(std::uint64_t request, const AnnotationWrite& write);
    void saveTable(const TableExport& wanted);

signals:
    void snapshot(autokernel::ui::SnapshotPtr snapshot);
    void experiment(autokernel::ui::ExperimentViewPtr view);
    void page(autokernel::ui::ExperimentsPagePtr page);
    void runs(autokernel::ui::RunLinesPtr lines);
    void comparison(autokernel::ui::ComparisonPtr comparison);
    void annotated(std::uint64_t request, const QString& refusal); // "": it is stored
    void tableSaved(autokernel::ui::SavedTablePtr table); // answers saveTable
    // The history cannot be read: what happened and what to do.
    void failed(const QString& sentence);

private:
    QThread m_thread;
    class Reader* m_reader = nullptr; // lives on m_thread
};

} // namespace autokernel::ui
