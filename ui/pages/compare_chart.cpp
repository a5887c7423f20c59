// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_chart.h"

#include "ui/charts/progress_data.h"
#include "ui/text.h"

#include "report/format.h"

#include <QVBoxLayout>
#include <algorithm>

namespace autokernel::ui {
namespace {

constexpr int kLabelWidth = 150;

std::vector<QPointF> pointsOf(const report::ReportData& report)
{
    if (report.run.summary.kind == store::RunKind::Model)
        return modelProgressOf(report).measured;
    return report.kernels.empty() ? std::vector<QPointF> {}
                                  : progressOf(report, report.kernels.front()).best;
}

QString nameOf(const report::ReportData& report)
{
    return QObject::tr("run %1").arg(report.run.summary.id.value);
}

} // namespace

std::vector<CompareLine> compareLines(const report::ReportData& a, const report::ReportData& b)
{
    std::vector<CompareLine> lines;
    for (const auto* report : {&a, &b}) {
        lines.push_back({nameOf(*report), pointsOf(*report)});
        auto& points = lines.back().points;
        const auto last = static_cast<double>(report->run.summary.experiments);
        if (!points.empty() && points.back().x() < last)
            points.emplace_back(last, points.back().y());
    }
    return lines;
}

CompareChart::CompareChart(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_plot(new Plot(theme))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    setMinimumHeight(180);
    setAccessibleName(tr("Both runs over their experiments"));
}

void CompareChart::setTheme(const Theme& theme)
{
    m_plot->setTheme(theme);
    draw();
}

void CompareChart::setLines(std::vector<CompareLine> lines)
{
    m_lines = std::move(lines);
    QStringList said;
    for (const auto& line : m_lines)
        if (!line.points.empty())
            said.push_back(
                tr("%1 ends at %2 over eager")
                    .arg(line.name, text(report::formatSpeedup(line.points.back().y()))));
    setAccessibleDescription(said.join("; "));
    draw();
}

// One run is drawn in the colour of text, the other in that of what is selected.
void CompareChart::draw()
{
    m_plot->clearAll();
    auto* rect = new QCPAxisRect(m_plot);
    m_plot->plotLayout()->addElement(0, 0, rect);
    m_plot->dress(*rect, kLabelWidth);
    auto* x = rect->axis(QCPAxis::atBottom);
    auto* y = rect->axis(QCPAxis::atLeft);
    x->setLabel(tr("experiment of the run"));
    x->setNumberFormat("f");
    x->setNumberPrecision(0);
    x->setTicker(QSharedPointer<CountTicker>(new CountTicker));
    y->setLabel(tr("speedup over eager"));
    y->setNumberFormat("f");
    y->setNumberPrecision(2);
    m_plot->horizontal(*rect, 1, m_plot->pen(Paint::Soft, 1, Qt::DashLine));
    std::vector<EndLabel> labels {{1, tr("eager"), Paint::Soft, false, {}}};
    double low = 1;
    double high = 1;
    double last = 1;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const auto& line = m_lines[i];
        if (line.points.empty())
            continue;
        const auto paint = i == 0 ? Paint::Text : Paint::Accent;
        auto* graph = m_plot->addGraph(x, y);
        graph->setLineStyle(QCPGraph::lsStepLeft);
        graph->setPen(m_plot->pen(paint, 2, i == 0 ? Qt::SolidLine : Qt::DashLine));
        for (const auto& point : line.points) {
            graph->addData(point.x(), point.y());
            low = std::min(low, point.y());
            high = std::max(high, point.y());
            last = std::max(last, point.x());
        }
        const double value = line.points.back().y();
        labels.push_back({value,
            QString("%1  %2").arg(line.name, text(report::formatSpeedup(value))), paint, true, {}});
    }
    const double margin = std::max(0.08 * (high - low), 0.02);
    y->setRange(low - margin, high + margin);
    x->setRange(0, last);
    m_plot->setEndLabels(*rect, std::move(labels));
    m_plot->refresh();
}

} // namespace autokernel::ui
