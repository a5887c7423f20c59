// SPDX-License-Identifier: GPL-3.0-or-later
// The kernel queue in short, beside whatever page: which kernel, how fast it is, whether it is
// searched. To choose one shows it in the charts. UI thread.
#pragma once

#include "ui/bridge/snapshot.h"
#include "ui/pages/kernel_table.h"
#include "ui/shell/when_seen.h"

#include <QLabel>
#include <QStackedLayout>

namespace autokernel::ui {

class KernelsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit KernelsPanel(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot);
    void setTheme(const Theme& theme) { m_table->setTheme(theme); }
    QTableView& table() { return *m_table; }
    QSize sizeHint() const override;

signals:
    void kernelChosen(const QString& key); // to be shown where charts show one
    void kernelOpened(const QString& key); // its progress is wanted

private:
    void showSnapshot();

    KernelTable* m_table;
    QLabel* m_empty;
    QStackedLayout* m_stack;
    SnapshotPtr m_snapshot;
    WhenSeen m_whenSeen; // the snapshot is shown
    bool m_isFilling = false; // a selection that nobody made
};

} // namespace autokernel::ui
