// SPDX-License-Identifier: GPL-3.0-or-later
// Beside the progress charts: why the search is at a kernel, which are next, and which mutators
// found what was kept. UI thread; the functions are pure.
#pragma once

#include "ui/bridge/snapshot.h"
#include "ui/charts/progress_data.h"
#include "ui/pages/fact_rows.h"
#include "ui/shell/card.h"

namespace autokernel::ui {

struct FoundBy
{
    QString mutator; // "parameters"
    std::int64_t kept = 0; // that stand
    std::int64_t tried = 0;
};
// Most kept first, then most tried; without controls.
std::vector<FoundBy> foundBy(const std::vector<KernelProgress>& kernels);
std::vector<FoundBy> foundBy(const report::ReportData& report); // of all kernels

// Why the search turned to a kernel, as the engine said it then; "" where it did not. Runs of older
// versions stored a sentence whose "this one" is the kernel that was left; here each has its name.
QString whyTurned(const report::ReportData& report, const report::KernelReport& kernel);

// The most promising of those that wait, or, when the run is over, of those that a continued run
// would turn to: rows of the queue, largest expected gain first.
std::vector<std::size_t> nextInLine(const report::KernelQueue& queue, bool isOver);

class SearchFacts final : public Card
{
    Q_OBJECT

public:
    explicit SearchFacts(QWidget* parent = nullptr);

    // `kernel`: the one that is shown alone; nullptr: all are.
    void present(const Snapshot& snapshot, const report::KernelReport* kernel,
        const std::vector<KernelProgress>& shown);
    void clear();

private:
    void showKernel(const Snapshot& snapshot, const report::KernelReport& kernel);
    void showNext(const Snapshot& snapshot);
    void showFinders(const std::vector<KernelProgress>& shown);
    void setSection(QLabel& caption, FactRows& rows, const std::vector<FactRows::Row>& content);

    FactRows* m_figures;
    QLabel* m_remarks;
    QLabel* m_nextCaption;
    FactRows* m_next;
    QLabel* m_findersCaption;
    FactRows* m_finders;
};

} // namespace autokernel::ui
