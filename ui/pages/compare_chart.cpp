// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare_chart.h"

#include "ui/charts/step_panel.h"
#include "ui/english_plurals.h"
#include "ui/figures.h"

#include "report/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace autokernel::ui {
namespace {

std::vector<QPointF> pointsOf(const report::ReportData& report)
{
    if (report.run.summary.kind == store::RunKind::Model)
        return modelProgressOf(report).measured;
    return report.kernels.empty() ? std::vector<QPointF> {}
                                  : progressOf(report, report.kernels.front()).best;
}

// Every height of the step line and where it begins.
std::vector<QPointF> stepsOf(const CompareLine& line)
{
    std::vector<QPointF> steps;
    for (const auto& point : line.points)
        if (steps.empty() || point.y() != steps.back().y())
            steps.push_back(point);
    return steps;
}

QString describe(const CompareLine& line)
{
    QStringList steps;
    for (const auto& step : stepsOf(line))
        steps.push_back(QObject::tr("%1 from experiment %2")
                            .arg(speedup(step.y()), grouped(std::llround(step.x()))));
    const auto last = std::llround(line.points.back().x());
    return QObject::tr(
        "%1, over eager: %2; it ends at %3 after %4 experiment(s)", nullptr, pluralOf(last))
        .arg(line.name, steps.join(", "), speedup(line.points.back().y()), grouped(last));
}

QString nameOf(const report::ReportData& report)
{
    return QObject::tr("run %1").arg(report.run.summary.id.value);
}

} // namespace

std::vector<CompareLine> compareLines(std::span<const report::ReportData> runs)
{
    std::vector<CompareLine> lines;
    for (const auto& report : runs) {
        lines.push_back({nameOf(report), pointsOf(report)});
        auto& points = lines.back().points;
        const auto last = static_cast<double>(lastNumberOf(report));
        if (!points.empty() && points.back().x() < last)
            points.emplace_back(last, points.back().y());
    }
    return lines;
}

QString withoutLine(const std::vector<CompareLine>& lines)
{
    QStringList names;
    for (const auto& line : lines)
        if (line.points.empty())
            names.push_back(line.name);
    if (names.isEmpty() || static_cast<std::size_t>(names.size()) == lines.size())
        return {};
    return QObject::tr("No line of %1: not timed against eager.").arg(names.join(", "));
}

TwinContent tableOf(const std::vector<CompareLine>& lines)
{
    const auto rows = std::make_shared<std::vector<QStringList>>();
    for (const auto& line : lines)
        for (const auto& step : stepsOf(line))
            rows->push_back({line.name, grouped(std::llround(step.x())), speedup(step.y())});
    return {{QObject::tr("run"), QObject::tr("from experiment"), QObject::tr("over eager")},
        static_cast<int>(rows->size()),
        [rows](int row, int column) { return (*rows)[static_cast<std::size_t>(row)][column]; },
        [](int) { return 0; }};
}

std::string csvOf(const std::vector<CompareLine>& lines)
{
    std::string csv = "run,experiment,speedup_over_eager\r\n";
    for (const auto& line : lines)
        for (const auto& point : line.points)
            csv += fmt::format("{},{},{}\r\n", report::csvField(line.name.toStdString()),
                std::llround(point.x()), point.y());
    return csv;
}

CompareChart::CompareChart(const Theme& theme, QWidget* parent)
    : Chart(theme, parent)
{
    setMinimumHeight(180);
    setFocusPolicy(Qt::StrongFocus);
    connect(m_plot, &QCustomPlot::mousePress, this, [this] { setFocus(); });
    setAccessibleName(tr("The runs over their experiments"));
}

bool CompareChart::obey(ChartCommand command)
{
    if (command != ChartCommand::Table)
        return false;
    emit tableToggled();
    return true;
}

void CompareChart::setLines(std::vector<CompareLine> lines)
{
    m_lines = std::move(lines);
    QStringList said;
    for (const auto& line : m_lines)
        if (!line.points.empty())
            said.push_back(describe(line));
    if (const auto missing = withoutLine(m_lines); !missing.isEmpty())
        said.push_back(missing);
    setAccessibleDescription(said.join("; "));
    draw();
}

// A run alone is drawn as on the page of its progress. Of several the first has the colour of text,
// the second that of what is selected, others those of series; each ends where its own run does.
void CompareChart::draw()
{
    m_plot->clearAll();
    double last = 1;
    for (const auto& line : m_lines)
        if (!line.points.empty())
            last = std::max(last, line.points.back().x());
    StepPanel panel(*m_plot, ProgressAxis::Experiment, {0, last});
    panel.addRung({1, tr("eager")});
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const auto& line = m_lines[i];
        if (line.points.empty())
            continue;
        const auto paint = m_lines.size() == 1 ? Paint::Kept
            : i == 0                           ? Paint::Text
            : i == 1                           ? Paint::Accent
                                               : seriesPaint(i);
        constexpr std::array kStyles {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
        panel.addSteps(line.points, m_plot->pen(paint, 2, kStyles[i % kStyles.size()]),
            {0, QString("%1  %2").arg(line.name, speedup(line.points.back().y())), paint, true,
                {}});
    }
    panel.finish();
}

} // namespace autokernel::ui
