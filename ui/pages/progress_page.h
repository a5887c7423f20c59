// SPDX-License-Identifier: GPL-3.0-or-later
// The night: every experiment of one kernel over time, the whole model above it, and the legend
// that doubles as the filter. UI thread.
#pragma once

#include "ui/charts/model_view.h"
#include "ui/charts/progress_view.h"
#include "ui/pages/page.h"
#include "ui/shell/card.h"

#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
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
    void select(std::int64_t number) { m_kernel->select(number); }
    QString kernel() const { return m_choice->currentText(); }
    void chooseKernel(const QString& key) { m_choice->setCurrentText(key); }
    ProgressView& chart() { return *m_kernel; }

private:
    void showKernel();
    void showLegend(const KernelProgress& progress);
    void showReasons(const report::KernelReport& kernel);
    const report::KernelReport* chosen() const;

    const Theme* m_theme;
    SnapshotPtr m_snapshot;
    ModelView* m_model;
    Card* m_modelCard;
    ProgressView* m_kernel;
    Card* m_kernelCard;
    QComboBox* m_choice;
    QPushButton* m_following;
    QPushButton* m_logarithmic;
    FigureCard* m_best;
    QLabel* m_reasons;
    struct LegendRow
    {
        QCheckBox* box = nullptr;
        QLabel* count = nullptr;
    };
    std::map<VerdictClass, LegendRow> m_legend;
};

} // namespace autokernel::ui
