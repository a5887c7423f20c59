// SPDX-License-Identifier: GPL-3.0-or-later
// The kernel queue as rows to choose from, as its page and its panel show it: the largest share
// first, each name in two lines. UI thread.
#pragma once

#include "ui/models/kernels_model.h"
#include "ui/models/row_filter.h"
#include "ui/pages/kernel_name_delegate.h"

#include <QTableView>

namespace autokernel::ui {

class KernelTable final : public QTableView
{
    Q_OBJECT

public:
    explicit KernelTable(const Theme& theme, QWidget* parent = nullptr);

    void setQueue(const report::KernelQueue& queue);
    const report::KernelQueue& queue() const { return m_model->queue(); }
    void setTheme(const Theme& theme);
    // Where there is little room: kernels by the names that charts give them, and headings of two
    // words in two lines.
    void setNarrow() { m_sorted->setHeadingsWrapped(true); }
    void setNames(KernelNames names);
    void setMatch(const TextMatch& match) { m_sorted->setMatch(match); }

    std::size_t chosenRow() const; // of the queue; its size where none is chosen
    const report::QueueRow* chosen() const; // nullptr: none, or an op that is no kernel of ours
    QString chosenKey() const; // of its target; "": there is none

private:
    KernelsModel* m_model;
    RowFilter* m_sorted;
    KernelNameDelegate* m_names;
};

} // namespace autokernel::ui
