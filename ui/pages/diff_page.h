// SPDX-License-Identifier: GPL-3.0-or-later
// One candidate against its parent, with the evidence beside it: verdict, pairs, stages, compile
// log. UI thread.
#pragma once

#include "ui/diff/diff_view.h"
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
    void addToSide(QWidget* card) { m_side->insertWidget(1, card); } // under the verdict

private:
    void showLineage();
    void showTunables();
    void showEvidence();
    void copyPatch();

    DiffView* m_diff;
    Card* m_diffCard;
    QLabel* m_tunables;
    QHBoxLayout* m_lineage;
    QVBoxLayout* m_side;
    QPushButton* m_position;
    FigureCard* m_verdict;
    QLabel* m_stages;
    QLabel* m_build;
    SnapshotPtr m_snapshot;
    ExperimentViewPtr m_view;
};

} // namespace autokernel::ui
