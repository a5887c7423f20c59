// SPDX-License-Identifier: GPL-3.0-or-later
// The whole model, end to end: what was measured beside Amdahl's forecast and the strongest free
// rung. UI thread.
#pragma once

#include "ui/charts/plot.h"
#include "ui/charts/progress_data.h"

#include <QWidget>
#include <memory>

namespace autokernel::ui {

class ModelView final : public QWidget
{
    Q_OBJECT

public:
    explicit ModelView(const Theme& theme, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setData(const ModelProgress& progress, std::int64_t experiments);
    Plot& plot() { return *m_plot; }
    // The same in another theme, for a file: no window shows it.
    std::unique_ptr<ModelView> detached(const Theme& theme) const;

private:
    void draw();
    void addIntervals(QCPAxis& x, QCPAxis& y); // of what was measured

    Plot* m_plot;
    ModelProgress m_progress;
    std::int64_t m_experiments = 0;
};

} // namespace autokernel::ui
