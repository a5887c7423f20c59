// SPDX-License-Identifier: GPL-3.0-or-later
// The kernel queue in short, beside whatever page: which kernel, how fast it is, whether it is
// searched. To choose one shows it in the charts. UI thread.
#pragma once

#include "ui/bridge/snapshot.h"
#include "ui/models/kernels_model.h"
#include "ui/pages/kernel_name_delegate.h"

#include <QLabel>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QTableView>

namespace autokernel::ui {

class KernelsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit KernelsPanel(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot);
    void setTheme(const Theme& theme);
    QTableView& table() { return *m_table; }
    QSize sizeHint() const override;

signals:
    void kernelChosen(const QString& key); // to be shown where charts show one
    void kernelOpened(const QString& key); // its progress is wanted

protected:
    void showEvent(QShowEvent* event) override;

private:
    void showSnapshot();
    QString current() const; // ""; none, or an op that no kernel stands for

    KernelsModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_table;
    KernelNameDelegate* m_names;
    QLabel* m_empty;
    QStackedLayout* m_stack;
    SnapshotPtr m_snapshot;
    bool m_isBehind = false; // a snapshot came while it was closed
    bool m_isFilling = false; // a selection that nobody made
};

} // namespace autokernel::ui
