// SPDX-License-Identifier: GPL-3.0-or-later
// The roofline of the run's device with its kernels, by dtype, memory level and kernel; what the
// selected experiment reaches, in words. UI thread.
#pragma once

#include "ui/charts/roofline_view.h"
#include "ui/charts/table_twin.h"
#include "ui/charts/when_free.h"
#include "ui/pages/fact_rows.h"
#include "ui/pages/page.h"
#include "ui/pages/roof_readout.h"
#include "ui/shell/card.h"
#include "ui/shell/when_seen.h"

#include <QComboBox>
#include <QPushButton>

namespace autokernel::ui {

class RooflinePage final : public Page
{
    Q_OBJECT

public:
    explicit RooflinePage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    std::vector<ChartOffer> charts() const override;
    void select(const store::ExperimentRow& row) override;
    void clearSelection() override;
    bool staysOnPick() const override { return true; }
    QJsonObject look() const override;
    void setLook(const QJsonObject& look) override;
    void offerExport(QAction& action); // it asks for charts()
    RooflineView& chart() { return *m_chart; }

private:
    void buildChart();
    QLayout* buildSide();
    void connectChart();
    void showLegend();
    void showKernels(const RooflineData& drawn);
    void showSnapshot();
    void restoreLook();
    void showDtype();
    void showChoices(const RooflineData& drawn);
    void showReadout();
    void showGain(const RooflineTrail* trail); // nullptr: of none
    void showTable();
    QString dtype() const; // that is shown, or will be

    const Theme* m_theme;
    RooflineView* m_chart;
    TableTwin* m_twin;
    Card* m_card;
    QComboBox* m_dtype;
    QComboBox* m_level;
    QComboBox* m_kernel;
    QPushButton* m_table;
    RoofReadout* m_readout;
    FactRows* m_kernels;
    QLabel* m_noKernel;
    FactRows* m_gain;
    Card* m_gainCard = nullptr;
    FactRows* m_marks;
    QLabel* m_source;
    SnapshotPtr m_snapshot;
    SnapshotPtr m_shown; // in the chart: a later one may wait
    WhenSeen m_whenSeen; // the snapshot is shown
    WhenFree m_whenFree; // the snapshot is to be shown
    QJsonObject m_look; // that waits until the page is seen
};

} // namespace autokernel::ui
