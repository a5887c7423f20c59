// SPDX-License-Identifier: GPL-3.0-or-later
// What a verdict rests on: the ratio with its interval, the raw times, the correctness stages, the
// place under the roofs, the build. What the history does not hold is named as missing. UI thread.
#pragma once

#include "ui/bridge/experiment_view.h"
#include "ui/charts/timing_view.h"
#include "ui/export/report_charts.h"
#include "ui/pages/diff/stage_grid.h"
#include "ui/pages/twinned_chart.h"
#include "ui/shell/card.h"
#include "ui/theme/verdict_style.h"

#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>

namespace autokernel::ui {

class EvidencePanel final : public QScrollArea
{
    Q_OBJECT

public:
    explicit EvidencePanel(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void present(const ExperimentViewPtr& view);
    void add(Card* card) { m_layout->addWidget(card); } // below what the verdict rests on

    // The chart of the times, where some are shown; the report is of the same run.
    std::vector<ChartOffer> charts(const ReportPtr& report) const;

    void setAdjustable(bool isAdjustable); // in width; else as wide as a page wants it
    QSize sizeHint() const override;

private:
    void buildVerdict();
    void buildRest();
    void showVerdict();
    void showTimes();
    void showStages();
    void showRoof();
    void showBuild();
    std::string demotedBecause() const;
    VerdictClass verdict() const;
    QString incumbentName() const; // "#141" or "eager"
    QString context() const; // kernel, shape, dtype, device: one hover away from every number

    ExperimentViewPtr m_view;
    QVBoxLayout* m_layout;
    Card* m_verdict;
    QLabel* m_pill;
    QLabel* m_figure;
    QLabel* m_over;
    QLabel* m_sentence;
    TimingView* m_times;
    TwinnedChart* m_timesValues; // it, with its table
    QLabel* m_timesNote;
    Card* m_correctness;
    StageGrid* m_stages;
    QProgressBar* m_roofBar;
    QLabel* m_roof;
    QLabel* m_facts;
    QPushButton* m_showLog;
    QPlainTextEdit* m_log;
};

// Where the candidate lies under the roofs as a sentence, or why that is not known.
QString roofSentence(const ExperimentView& view);

} // namespace autokernel::ui
