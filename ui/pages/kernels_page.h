// SPDX-License-Identifier: GPL-3.0-or-later
// The kernel queue: where the model's time goes, what each kernel could still give, what was spent
// on it, why the scheduler is where it is, and what the model would gain if one were faster. UI
// thread.
#pragma once

#include "ui/models/kernels_model.h"
#include "ui/pages/bar_delegate.h"
#include "ui/pages/kernel_name_delegate.h"
#include "ui/pages/page.h"
#include "ui/shell/card.h"

#include <QSlider>
#include <QSortFilterProxyModel>
#include <QTableView>

namespace autokernel::ui {

class KernelsPage final : public Page
{
    Q_OBJECT

public:
    explicit KernelsPage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    void clearSelection() override;
    QString kernelInView() const override;
    QTableView& table() { return *m_table; }

signals:
    void kernelPicked(const QString& key); // its progress is wanted

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildTable();
    QLayout* buildSide();
    void showSnapshot();
    const report::QueueRow* chosen() const; // nullptr: none, or no kernel of ours
    std::size_t chosenRow() const; // of the queue; its size where none is chosen
    void showKernel(); // the chosen one, with the slider at its present speedup
    void showWhatIf();

    KernelsModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_table;
    BarDelegate* m_bars;
    KernelNameDelegate* m_names;
    Card* m_card;
    QLabel* m_now;
    QLabel* m_next;
    QLabel* m_because; // of the chosen one
    Card* m_whatIf;
    QSlider* m_slider;
    QLabel* m_assumed;
    QLabel* m_result;
    QLabel* m_evidence;
    QString m_shownKernel; // whose slider it is
    SnapshotPtr m_snapshot;
    bool m_isBehind = false; // a snapshot came while the page was hidden
};

} // namespace autokernel::ui
