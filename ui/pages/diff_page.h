// SPDX-License-Identifier: GPL-3.0-or-later
// One candidate against its parent, with the evidence beside it: verdict, pairs, stages, compile
// log. UI thread.
#pragma once

#include "ui/diff/diff_view.h"
#include "ui/export/patch.h"
#include "ui/pages/page.h"
#include "ui/shell/card.h"

#include <QPushButton>
#include <QTableWidget>

namespace autokernel::ui {

class DiffPage final : public Page
{
    Q_OBJECT

public:
    explicit DiffPage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    void present(const ExperimentViewPtr& view);
    // What the candidate changed, for `patch`; "" where there is nothing to compare.
    std::string patchText() const { return m_view ? patchOf(*m_view) : std::string(); }
    std::int64_t number() const { return m_view ? m_view->details.row.number : 0; } // 0: none

private:
    void showLineage();
    void showTunables();
    void showEvidence();
    void copyPatch();

    DiffView* m_diff;
    Card* m_diffCard;
    QLabel* m_tunables;
    QHBoxLayout* m_lineage;
    QPushButton* m_position;
    FigureCard* m_verdict;
    QLabel* m_stages;
    QLabel* m_build;
    SnapshotPtr m_snapshot;
    ExperimentViewPtr m_view;
};

} // namespace autokernel::ui
