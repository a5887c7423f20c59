// SPDX-License-Identifier: GPL-3.0-or-later
// What the progress charts draw, as plain values: the screen, the export and the table twin read
// the same. Pure, any thread.
#pragma once

#include "ui/theme/verdict_style.h"

#include "report/report_data.h"

#include <QPointF>
#include <QString>
#include <map>
#include <set>
#include <vector>

namespace autokernel::ui {

struct ProgressMark
{
    std::int64_t number = 0; // experiment of the run
    double speedup = 0; // over eager; 0 where there is no valid time
    double low = 0;
    double high = 0;
    VerdictClass verdict = VerdictClass::Reverted;
};

struct ReferenceLine
{
    double speedup = 1; // over eager
    QString name;
};

struct KernelProgress
{
    QString kernel; // "rmsnorm R=2048,D=4096 fp32"
    QString device;
    std::vector<ProgressMark> marks; // oldest first
    // Verified keeps that stand: experiment, speedup. A step line from 1 to the last experiment;
    // empty where nothing was kept.
    std::vector<QPointF> best;
    std::vector<ReferenceLine> references; // rungs of the ladder
    std::map<std::int64_t, QString> said; // by the user of an experiment, in one line
};
KernelProgress progressOf(const report::ReportData& report, const report::KernelReport& kernel);

struct ModelProgress
{
    std::vector<QPointF> measured; // experiment, speedup over eager; a step line from 1
    std::vector<QPointF> forecast; // Amdahl's
    std::vector<ReferenceLine> references; // correct free rungs
};
ModelProgress modelProgressOf(const report::ReportData& report);

// Its table: a line of headings, then one line an experiment; numbers with a point, empty where
// there is no valid time. RFC 4180, lines end in "\r\n".
QString csvOf(const KernelProgress& progress);

// One sentence for whoever cannot see the chart.
QString summaryOf(const KernelProgress& progress);

} // namespace autokernel::ui
