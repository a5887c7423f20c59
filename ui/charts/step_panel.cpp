// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/step_panel.h"

#include "ui/charts/axis_ticks.h"
#include "ui/charts/kernel_bands.h"
#include "ui/figures.h"

#include <QCoreApplication>
#include <algorithm>

namespace autokernel::ui {

StepPanel::StepPanel(Plot& plot, ProgressAxis axis, const RunSpan& span)
    : m_plot(plot)
    , m_span(span)
    , m_rect(plot.addPanel())
{
    auto margins = m_rect.margins();
    margins.setRight(kNameRoom);
    m_rect.setMargins(margins);
    countExperiments(
        x(), axis, axis == ProgressAxis::WallClock ? std::optional(span.first) : std::nullopt);
    countSpeedup(y());
    y().setLabel(QCoreApplication::translate("StepPanel", "speedup over eager"));
}

void StepPanel::addBands(const std::vector<KernelSlice>& slices)
{
    if (slices.empty())
        return;
    new KernelBands(m_plot, m_rect, slices); // the plot's
    m_hasBands = true;
}

void StepPanel::addRung(const ReferenceLine& line)
{
    m_plot.horizontal(m_rect, line.speedup, m_plot.pen(Paint::Soft, kThin, Qt::DashLine));
    m_names.push_back({line.speedup, QString("%1 %2").arg(line.name, detailOf(line)), Paint::Soft,
        false, {}, !line.isEager()});
    include(line.speedup);
}

void StepPanel::addSteps(const std::vector<QPointF>& points, const QPen& pen, EndLabel name)
{
    if (points.empty())
        return;
    auto* graph = m_plot.addGraph(&x(), &y());
    graph->setLineStyle(QCPGraph::lsStepLeft);
    graph->setPen(pen);
    for (const auto& point : points) {
        graph->addData(point.x(), point.y());
        include(point.y());
    }
    if (points.back().x() >= m_span.last)
        graph->addData(m_span.border(), points.back().y());
    name.value = points.back().y();
    m_names.push_back(std::move(name));
}

void StepPanel::include(double speedup)
{
    m_low = std::min(m_low, speedup);
    m_high = std::max(m_high, speedup);
}

void StepPanel::finish()
{
    constexpr double kMargin = 0.08; // of the range
    constexpr double kLeastMargin = 0.02;
    constexpr double kNames = 0.2; // more above, where the bands' names stand
    const double range = m_high - m_low;
    const double margin = std::max(kMargin * range, kLeastMargin);
    y().setRange(m_low - margin, m_high + margin + (m_hasBands ? kNames * range : 0));
    x().setRange(m_span.start(), m_span.border());
    m_plot.setEndLabels(m_rect, std::move(m_names), [](double low, double high, int count) {
        return QCoreApplication::translate("StepPanel", "%n free rung(s)", nullptr, count) + ' '
            + speedupRange(low, high);
    });
    m_plot.refresh();
}

} // namespace autokernel::ui
