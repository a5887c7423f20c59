// SPDX-License-Identifier: GPL-3.0-or-later
// The night: every experiment of one kernel or of all over the run, the whole model above it, and
// the legend that doubles as the filter. UI thread.
#pragma once

#include "ui/charts/model_view.h"
#include "ui/charts/progress_view.h"
#include "ui/charts/table_twin.h"
#include "ui/charts/when_free.h"
#include "ui/models/shown_experiments.h"
#include "ui/pages/page.h"
#include "ui/pages/search_facts.h"
#include "ui/pages/title_line.h"
#include "ui/pages/twinned_chart.h"
#include "ui/shell/when_seen.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QScrollArea>
#include <map>

namespace autokernel::ui {

class ProgressPage final : public Page
{
    Q_OBJECT

public:
    explicit ProgressPage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    std::vector<ChartOffer> charts() const override;
    void select(const store::ExperimentRow& row) override;
    void clearSelection() override;
    QString kernelInView() const override { return chosen() ? kernel() : QString(); }
    bool staysOnPick() const override { return true; }
    QJsonObject look() const override;
    void setLook(const QJsonObject& look) override;
    void offerExport(QAction& action); // beside each chart; it asks for charts()
    QString kernel() const { return m_choice->currentText(); }
    void chooseKernel(const QString& key);
    ProgressView& chart() { return *m_chart; }
    void follow(ShownExperiments& shown); // and it the legend and the choice of the kernel

private:
    void buildCharts(QVBoxLayout& charts);
    void buildControls();
    QWidget* buildSide();
    void connectChart();
    void offerKernels();
    void showSnapshot();
    void restoreZoom();
    void showModel();
    void alignCharts(); // to end in one line
    void showKernels();
    void fitChoice();
    void showTitle(); // needs a snapshot with kernels
    // The kernel of a pick that the chart of one kernel cannot mark; nullptr: it can.
    const report::KernelReport* pickedElsewhere() const;
    void showFollowing();
    void showLegend(const std::vector<KernelProgress>& kernels);
    void showBest(const report::KernelReport& kernel);
    void showBestOfAll();
    void showTable();
    std::vector<KernelProgress> shownKernels() const; // needs a snapshot
    std::vector<KernelSlice> shownSlices() const; // likewise
    std::set<VerdictClass> hidden() const;
    ProgressAxis axis() const;
    ProgressAxis modelAxis() const; // never logarithmic
    ProgressView::Arrangement arrangement() const;
    // Of the present snapshot; nullptr: all of them, or none.
    const report::KernelReport* chosen() const;
    const report::KernelReport* chosenIn(const report::ReportData& report) const;

    const Theme* m_theme;
    SnapshotPtr m_snapshot;
    SnapshotPtr m_shown; // in the kernels' chart: a later one may wait
    ModelView* m_model;
    TwinnedChart* m_modelValues; // it, with its table
    Card* m_modelCard;
    TitleLine* m_modelTitle;
    ProgressView* m_chart;
    QScrollArea* m_scroll;
    TableTwin* m_twin;
    Card* m_chartCard;
    QComboBox* m_choice;
    TitleLine* m_chartTitle; // it, and what the chart is of
    QPushButton* m_axes; // opens the next three
    QAction* m_clock;
    QAction* m_logarithmicX;
    QAction* m_logarithmic;
    QPushButton* m_following;
    QPushButton* m_table;
    FigureCard* m_best;
    SearchFacts* m_facts;
    struct LegendRow
    {
        QCheckBox* box = nullptr;
        QLabel* count = nullptr;
    };
    std::map<VerdictClass, LegendRow> m_legend;
    struct Picked
    {
        std::int64_t number = 0; // 0: none
        store::TargetId target;
    };
    Picked m_picked;
    bool m_isModelFirst = false; // among the charts that are offered
    WhenSeen m_whenSeen; // the snapshot is shown
    WhenFree m_whenFree; // the choice is filled, and the snapshot is to be shown
    QJsonObject m_look; // that waits for kernels, and its zoom until the page is seen
};

} // namespace autokernel::ui
