// SPDX-License-Identifier: GPL-3.0-or-later
// The whole model, end to end: what was measured beside Amdahl's forecast and the free rungs, over
// the kernels that the search was at. UI thread.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/progress_data.h"

#include <memory>

namespace autokernel::ui {

class StepPanel;

class ModelView final : public Chart
{
    Q_OBJECT

public:
    explicit ModelView(const Theme& theme, QWidget* parent = nullptr);

    void setData(const ModelProgress& progress);
    // The same in another theme, for a file: no window shows it.
    std::unique_ptr<ModelView> detached(const Theme& theme) const;

private:
    void draw() override;
    void addIntervals(StepPanel& panel); // of what was measured

    ModelProgress m_progress;
};

} // namespace autokernel::ui
