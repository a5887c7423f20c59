// SPDX-License-Identifier: GPL-3.0-or-later
// The correctness stages under each other: mark, name, figure, and the reason of one that failed.
#pragma once

#include "ui/pages/diff/stage_summary.h"

#include <QWidget>

class QGridLayout;

namespace autokernel::ui {

class StageGrid final : public QWidget
{
    Q_OBJECT

public:
    explicit StageGrid(QWidget* parent = nullptr);
    // `said`: what the verdict says already; a reason that is the same is not repeated.
    void present(const std::vector<StageSummary>& stages, const QString& said);

private:
    void addStage(const StageSummary& stage, const QString& said);
    void addWide(QWidget* widget, Qt::Alignment alignment = {});

    QGridLayout* m_grid;
    int m_row = 0;
};

} // namespace autokernel::ui
