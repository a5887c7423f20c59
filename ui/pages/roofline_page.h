// SPDX-License-Identifier: GPL-3.0-or-later
// The roofline of the run's device with its kernels, by dtype. UI thread.
#pragma once

#include "ui/charts/roofline_view.h"
#include "ui/pages/page.h"
#include "ui/shell/card.h"

#include <QComboBox>

namespace autokernel::ui {

class RooflinePage final : public Page
{
    Q_OBJECT

public:
    explicit RooflinePage(const Theme& theme, QWidget* parent = nullptr);

    void present(const SnapshotPtr& snapshot) override;
    void setTheme(const Theme& theme) override;
    std::vector<ChartOffer> charts() const override;

private:
    void showDtype();

    RooflineView* m_chart;
    Card* m_card;
    QComboBox* m_dtype;
    QLabel* m_kernels;
    SnapshotPtr m_snapshot;
};

} // namespace autokernel::ui
