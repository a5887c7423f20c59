// SPDX-License-Identifier: GPL-3.0-or-later
// Runs in one picture: the whole model's speedup over eager over the experiments of each, or that
// of the kernel that they worked on. UI thread.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/table_twin.h"

#include "report/report_data.h"

#include <span>
#include <string>

namespace autokernel::ui {

struct CompareLine
{
    QString name; // "run 3"
    std::vector<QPointF> points; // experiment of the run, speedup over eager; a step line
};

// Of runs of a model their end-to-end figures, of runs of one kernel its champions; empty points
// where a run has none.
std::vector<CompareLine> compareLines(std::span<const report::ReportData> runs);
// Which runs have no line beside those that have, and why; "": each has one, or none has.
QString withoutLine(const std::vector<CompareLine>& lines);

// Each height of each line, and where it begins.
TwinContent tableOf(const std::vector<CompareLine>& lines);
// "run,experiment,speedup_over_eager", the corners of the step lines; C locale, RFC 4180.
std::string csvOf(const std::vector<CompareLine>& lines);

class CompareChart final : public Chart
{
    Q_OBJECT

public:
    explicit CompareChart(const Theme& theme, QWidget* parent = nullptr);

    void setLines(std::vector<CompareLine> lines);
    const std::vector<CompareLine>& lines() const { return m_lines; }

private:
    void draw() override;
    bool obey(ChartCommand command) override;

    std::vector<CompareLine> m_lines;
};

} // namespace autokernel::ui
