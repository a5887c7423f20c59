// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/step_panel.h"

#include "ui/charts/axis_ticks.h"
#include "ui/charts/kernel_bands.h"
#include "ui/figures.h"

#include <QCoreApplication>
#include <algorithm>

namespace autokernel::ui {
namespace {

QString nameOfRungs(double low, double high, int count)
{
    return QCoreApplication::translate("StepPanel", "%n free way(s)", nullptr, count) + ' '
        + speedupsBetween(low, high);
}

} // namespace

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
    new KernelBands(m_plot, m_rect, slices, true); // the plot's
}

void StepPanel::addRung(const ReferenceLine& line)
{
    m_rungs.push_back(line);
    include(line.speedup);
}

// Eager is always a line: all else is over it. Lines of others that are a few pixels apart would
// make one dark bar.
void StepPanel::addRungs()
{
    constexpr double kTogether = 0.05; // of the range
    std::sort(m_rungs.begin(), m_rungs.end(), [](const auto& a, const auto& b) {
        return std::pair(a.isEager(), a.speedup) < std::pair(b.isEager(), b.speedup);
    });
    for (auto first = m_rungs.begin(); first != m_rungs.end();) {
        auto end = std::next(first);
        while (!first->isEager() && end != m_rungs.end() && !end->isEager()
            && end->speedup - std::prev(end)->speedup < kTogether * y().range().size())
            ++end;
        const auto count = static_cast<int>(end - first);
        const double low = first->speedup;
        const double high = std::prev(end)->speedup;
        if (count > 1) {
            m_plot.band(m_rect, low, high, Paint::Line);
            m_names.push_back(
                {(low + high) / 2, nameOfRungs(low, high, count), Paint::Soft, false, {}});
        } else {
            m_plot.horizontal(m_rect, low, m_plot.pen(Paint::Soft, kThin, Qt::DashLine));
            m_names.push_back(
                {low, QString("%1 %2").arg(first->name, detailOf(*first)), Paint::Soft, false, {}});
        }
        first = end;
    }
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
    const double range = m_high - m_low;
    const double margin = std::max(kMargin * range, kLeastMargin);
    y().setRange(m_low - margin, m_high + margin);
    x().setRange(m_span.start(), m_span.border());
    addRungs();
    m_plot.setEndLabels(m_rect, std::move(m_names));
    m_plot.refresh();
}

} // namespace autokernel::ui
