// SPDX-License-Identifier: GPL-3.0-or-later
// The night: every experiment of one kernel or of all over the run, the whole model above it, and
// the legend that doubles as the filter. UI thread.
#pragma once

#include "ui/charts/model_view.h"
#include "ui/charts/progress_view.h"
#include "ui/charts/table_twin.h"
#include "ui/pages/page.h"
#include "ui/shell/card.h"

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
    QString kernel() const { return m_choice->currentText(); }
    void chooseKernel(const QString& key);
    ProgressView& chart() { return *m_chart; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildCharts(QVBoxLayout& charts);
    void buildControls();
    void buildSide(QVBoxLayout& side);
    void connectChart();
    void showSnapshot();
    void showModel();
    void showKernels();
    void showLegend(const std::vector<KernelProgress>& kernels);
    void showReasons();
    void showAllReasons();
    void showTable();
    std::vector<KernelProgress> shownKernels() const; // needs a snapshot
    std::set<VerdictClass> hidden() const;
    std::unique_ptr<ProgressView> drawn(const Theme& theme) const; // in no window
    ProgressAxis axis() const;
    ProgressView::Arrangement arrangement() const;
    const report::KernelReport* chosen() const; // nullptr: all of them, or none

    const Theme* m_theme;
    SnapshotPtr m_snapshot;
    ModelView* m_model;
    Card* m_modelCard;
    ProgressView* m_chart;
    QScrollArea* m_scroll;
    TableTwin* m_twin;
    Card* m_chartCard;
    QComboBox* m_choice;
    QPushButton* m_clock;
    QPushButton* m_following;
    QPushButton* m_logarithmic;
    QPushButton* m_table;
    FigureCard* m_best;
    QLabel* m_reasons;
    struct LegendRow
    {
        QCheckBox* box = nullptr;
        QLabel* count = nullptr;
    };
    std::map<VerdictClass, LegendRow> m_legend;
    bool m_isBehind = false; // a snapshot came while the page was hidden
};

} // namespace autokernel::ui
