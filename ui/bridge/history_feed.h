// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a history on a thread of its own and hands immutable values to the window: the UI thread
// never opens a file. It looks for changes twice a second (PRAGMA data_version), so a run of this
// process and one of another are followed alike. Of a history that was left nothing more is heard,
// but for the answers to annotate() and saveTable().
#pragma once

#include "ui/bridge/annotation_write.h"
#include "ui/bridge/experiment_index.h"
#include "ui/bridge/snapshot.h"
#include "ui/bridge/table_writer.h"

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
    Generation generation() const { return m_generation; } // of the history that is open

    // Each of these is answered once, with the value or with the reason why there is none.
    void loadExperiment(const DiffRequest& request);
    void loadOrder(const ExperimentFilter& filter, std::uint64_t request);
    void loadRows(const std::vector<store::ExperimentId>& ids);
    void loadRuns(); // all of the history, for a list
    void loadComparison(const std::vector<store::RunId>& runs); // two at least, oldest first
    // Answered by `annotated` with the same number.
    void annotate(std::uint64_t request, const AnnotationWrite& write);
    void saveTable(const TableExport& wanted);

signals:
    void snapshot(autokernel::ui::SnapshotPtr snapshot);
    void experiment(autokernel::ui::ExperimentViewPtr view);
    void order(autokernel::ui::ExperimentOrderPtr order);
    void rows(autokernel::ui::ExperimentRowsPtr rows);
    void runs(autokernel::ui::RunLinesPtr lines);
    void comparison(autokernel::ui::ComparisonPtr comparison);
    void experimentFailed(const autokernel::ui::DiffRequest& request, const QString& sentence);
    void orderFailed(std::uint64_t request, const QString& sentence);
    // Of one request some rows may come and others fail.
    void rowsFailed(
        const std::vector<autokernel::store::ExperimentId>& ids, const QString& sentence);
    void runsFailed(const QString& sentence);
    void comparisonFailed(const QString& sentence);
    void annotated(std::uint64_t request, const QString& refusal); // "": it is stored
    void tableSaved(autokernel::ui::SavedTablePtr table); // answers saveTable
    // The history cannot be read: what happened and what to do.
    void failed(const QString& sentence);

private:
    std::filesystem::path m_history;
    Generation m_generation;
    QThread m_thread;
    class Reader* m_reader = nullptr; // lives on m_thread
};

} // namespace autokernel::ui

Q_DECLARE_METATYPE(autokernel::ui::ExperimentOrderPtr)
