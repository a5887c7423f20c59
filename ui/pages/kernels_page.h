// SPDX-License-Identifier: GPL-3.0-or-later
// The kernel queue: where the model's time goes, what each kernel could still give, what was spent
// on it, why the scheduler is where it is, and what the model would gain if one were faster. UI
// thread.
#pragma once

#include "ui/pages/bar_delegate.h"
#include "ui/pages/figure_delegate.h"
#include "ui/pages/kernel_table.h"
#include "ui/pages/page.h"
#include "ui/pages/search_box.h"
#include "ui/pages/what_if_slider.h"
#include "ui/shell/card.h"
#include "ui/shell/table_columns.h"
#include "ui/shell/when_seen.h"

namespace autokernel::ui {

class KernelsPage final : public Page
{
    Q_OBJECT

public:
    explicit KernelsPage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    void clearSelection() override;
    QString kernelInView() const override { return m_table->chosenKey(); }
    QTableView& table() { return *m_table; }

signals:
    void kernelPicked(const QString& key); // its progress is wanted

private:
    void buildTable();
    void showMatches();
    QWidget* buildSide();
    void showSnapshot();
    void showKernel(); // the chosen one, with the slider at its present speedup
    void showWhatIf();

    KernelTable* m_table;
    BarDelegate* m_bars;
    FigureDelegate* m_figures;
    TableColumns* m_columns = nullptr;
    Card* m_card;
    SearchBox* m_search;
    QLabel* m_noMatch; // in place of the rows that a search has taken
    QLabel* m_now;
    QLabel* m_next;
    QLabel* m_because; // of the chosen one
    Card* m_whatIf;
    WhatIfSlider* m_slider;
    QLabel* m_assumed;
    QLabel* m_result;
    QLabel* m_evidence;
    QString m_shownKernel; // whose slider it is
    SnapshotPtr m_snapshot;
    WhenSeen m_whenSeen; // the snapshot is shown
};

} // namespace autokernel::ui
