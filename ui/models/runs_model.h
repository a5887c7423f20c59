// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of a history as a table, newest first: what each was, how far it got and what it gained
// over which baseline. UI thread.
#pragma once

#include "ui/bridge/snapshot.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

namespace autokernel::ui {

class RunsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Number,
        State,
        Subject,
        OverEager,
        Experiments,
        Kept,
        Reverted,
        Failed,
        Started,
        Duration,
        Said,
        Columns
    };

    explicit RunsModel(QObject* parent = nullptr);

    void setRuns(const RunLinesPtr& runs); // rows of runs that are known change in place
    void setShown(store::RunId run); // in bold
    void setOwnProcess(bool isRunning); // what is active here, and what elsewhere
    const RunLine& run(int row) const { return m_runs[static_cast<std::size_t>(row)]; }
    int rowOf(store::RunId run) const; // -1: not among them
    // What a run is best compared with: the last earlier one of the same subject, else the one
    // before it, else the one after it. At least two rows.
    int peerOf(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString display(const RunLine& run, int column) const;
    QString toolTip(const RunLine& run, int column) const;

    std::vector<RunLine> m_runs;
    store::RunId m_shown;
    bool m_isOwnRunning = false;
};

// "Running elsewhere (read-only)" for a live run that this process does not hold.
QString stateText(store::RunState state, bool isHeldHere);

} // namespace autokernel::ui
