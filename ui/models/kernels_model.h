// SPDX-License-Identifier: GPL-3.0-or-later
// The kernel queue as a table: one row a kernel of the run, then the ops of the model that no
// kernel type stands for. Cells give text for reading, numbers for sorting (SortRole), and for a
// bar the part in [0, 1] of one forward or of all minutes of search (BarRole): a full track is the
// whole. UI thread.
#pragma once

#include "report/kernel_queue.h"

#include <QAbstractTableModel>

namespace autokernel::ui {

class KernelsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Kernel,
        Share,
        OverEager,
        OverVendor,
        Headroom,
        GainPerMinute,
        Experiments,
        Minutes,
        State,
        Columns
    };
    enum Role
    {
        SortRole = Qt::UserRole,
        BarRole
    };

    using QAbstractTableModel::QAbstractTableModel;

    // Rows that are the same kernels as before are updated, so that selection and scroll stay.
    void setQueue(report::KernelQueue queue);
    const report::KernelQueue& queue() const { return m_queue; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    static QString nameOf(report::QueueState state);

private:
    QString display(const report::QueueRow& row, int column) const;
    QString explain(const report::QueueRow& row, int column) const;
    QVariant number(const report::QueueRow& row, int column) const;

    report::KernelQueue m_queue;
    double m_minutes = 0; // of all kernels together
};

} // namespace autokernel::ui
