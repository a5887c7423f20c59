// SPDX-License-Identifier: GPL-3.0-or-later
// The whole model, end to end: what was measured beside Amdahl's forecast and the free rungs, over
// the kernels that the search was at. UI thread.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/progress_data.h"

namespace autokernel::ui {

class StepPanel;

class ModelView final : public Chart
{
    Q_OBJECT

public:
    explicit ModelView(const Theme& theme, QWidget* parent = nullptr);

    void setData(const ModelProgress& progress);
    const ModelProgress& data() const { return m_progress; }

private:
    void draw() override;
    bool obey(ChartCommand command) override;
    void addIntervals(StepPanel& panel); // of what was measured

    ModelProgress m_progress;
};

} // namespace autokernel::ui
