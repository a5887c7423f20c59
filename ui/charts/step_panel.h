// SPDX-License-Identifier: GPL-3.0-or-later
// One panel of speedups over experiments or the clock: step lines with their names at the end,
// a dashed line for each rung, a band for rungs that lie together. The whole model and the
// comparison of two runs are drawn with it. UI thread.
#pragma once

#include "ui/charts/plot.h"
#include "ui/charts/progress_data.h"

namespace autokernel::ui {

class StepPanel
{
public:
    StepPanel(Plot& plot, ProgressAxis axis, const RunSpan& span); // adds the panel

    void addBands(const std::vector<KernelSlice>& slices); // which must outlive the plot's items
    void addRung(const ReferenceLine& line);
    // `name` gets the last height. Without points it does nothing. A line that holds to the end of
    // the span goes on to the border, so that its last step is seen.
    void addSteps(const std::vector<QPointF>& points, const QPen& pen, EndLabel name);
    void include(double speedup); // in what the y axis shows
    void finish(); // ranges and names
    QCPAxis& x() { return *m_rect.axis(QCPAxis::atBottom); }
    QCPAxis& y() { return *m_rect.axis(QCPAxis::atLeft); }

private:
    void addRungs();

    Plot& m_plot;
    RunSpan m_span;
    QCPAxisRect& m_rect;
    std::vector<EndLabel> m_names;
    std::vector<ReferenceLine> m_rungs;
    double m_low = 1;
    double m_high = 1;
};

} // namespace autokernel::ui
