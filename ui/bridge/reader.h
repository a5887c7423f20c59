// SPDX-License-Identifier: GPL-3.0-or-later
// The reader of HistoryFeed. Everything in it happens on the feed's thread.
#pragma once

#include "ui/bridge/experiment_index.h"
#include "ui/bridge/snapshot.h"

#include "report/report_builder.h"

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <optional>

namespace autokernel::ui {

class Reader final : public QObject
{
    Q_OBJECT

public:
    Reader();

    void open(const std::filesystem::path& history, store::RunId run);
    void loadExperiment(store::RunId run, std::int64_t number);
    void loadOrder(const ExperimentFilter& filter, std::uint64_t request);
    void loadRows(const std::vector<store::ExperimentId>& ids);

signals:
    void snapshot(autokernel::ui::SnapshotPtr snapshot);
    void experiment(autokernel::ui::ExperimentViewPtr view);
    void order(autokernel::ui::ExperimentOrderPtr order);
    void rows(autokernel::ui::ExperimentRowsPtr rows);
    void failed(const QString& sentence);

private:
    void poll();
    Result<void> ensureOpen();
    Result<SnapshotPtr> makeSnapshot();
    Result<ExperimentViewPtr> makeView(store::RunId run, std::int64_t number) const;
    void refuse(const Error& error);

    std::filesystem::path m_history;
    store::RunId m_wanted; // not valid: the newest
    std::optional<store::HistoryReader> m_reader;
    std::vector<kernel::KernelType> m_types;
    std::optional<report::ReportBuilder> m_builder; // of the run that is shown
    std::optional<ExperimentIndex> m_index; // made when the table is first asked for
    std::int64_t m_seenVersion = -1;
    QTimer* m_timer = nullptr;
    QString m_lastFailure; // said once, not twice a second
};

} // namespace autokernel::ui
