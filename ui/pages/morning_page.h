// SPDX-License-Identifier: GPL-3.0-or-later
// What the night brought: the gain with its baseline and interval first, then what made it, what
// did not work and why, and what to look at. UI thread.
#pragma once

#include "ui/charts/ladder_view.h"
#include "ui/charts/model_view.h"
#include "ui/pages/morning_gains.h"
#include "ui/pages/page.h"
#include "ui/pages/remark_list.h"
#include "ui/pages/title_line.h"
#include "ui/pages/twinned_chart.h"
#include "ui/shell/card.h"
#include "ui/shell/when_seen.h"

namespace autokernel::ui {

class MorningPage final : public Page
{
    Q_OBJECT

public:
    explicit MorningPage(const Theme& theme, QWidget* parent = nullptr);

    // What one takes away is offered where the gain is read; the last one stands out.
    void offer(const std::vector<QAction*>& actions);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    void clearSelection() override;
    std::vector<ChartOffer> charts() const override;

signals:
    void verdictWanted(const QString& verdict); // all experiments that ended so

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QLayout* buildMain();
    QWidget* buildSide();
    void buildLadder();
    RemarkList* addRemarks(
        QVBoxLayout& column, Card*& card, const QString& title, RemarkList::Fold fold);
    void followLink(const QString& link);
    void showSnapshot();
    void showTables(const report::ReportData& report);
    void showFigures(const report::ReportData& report);
    void showLadder(const report::ReportData& report);
    void showTexts(const report::ReportData& report);

    FigureCard* m_gain;
    FigureCard* m_overFree;
    FigureCard* m_outputs;
    FigureCard* m_night;
    KernelGains* m_kernels;
    QLabel* m_notInModel; // why the model was not timed without some of them
    Card* m_kernelsCard;
    KeepsInOrder* m_keeps;
    Card* m_keepsCard;
    Card* m_failuresCard = nullptr;
    Card* m_firstCard = nullptr;
    Card* m_saidCard = nullptr;
    Card* m_believeCard = nullptr;
    RemarkList* m_failures;
    RemarkList* m_lookAtFirst;
    RemarkList* m_said;
    RemarkList* m_believe;
    ModelView* m_model;
    TwinnedChart* m_modelValues; // it, with its table
    Card* m_modelCard;
    TitleLine* m_modelTitle;
    LadderView* m_ladder;
    TwinnedChart* m_ladderValues; // it, with its table
    Card* m_ladderCard;
    TitleLine* m_ladderTitle;
    QBoxLayout* m_charts; // the night and the ladder
    SnapshotPtr m_snapshot;
    WhenSeen m_whenSeen; // the snapshot is shown
};

} // namespace autokernel::ui
