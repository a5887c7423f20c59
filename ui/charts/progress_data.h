// SPDX-License-Identifier: GPL-3.0-or-later
// What the progress charts draw, as plain values: the screen, the export and the table twin read
// the same. Pure, any thread.
#pragma once

#include "ui/theme/verdict_style.h"

#include "report/report_data.h"

#include <QPointF>
#include <QString>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace autokernel::ui {

enum class ProgressAxis
{
    Experiment, // its number within the run
    WallClock // when it ended, seconds since 1970
};

struct ProgressMark
{
    std::int64_t number = 0; // experiment of the run
    double speedup
        = 0; // over eager, a control's over the same code; 0 where there is no valid time
    double low = 0;
    double high = 0;
    VerdictClass verdict = VerdictClass::Reverted;
    double endedAt = 0; // seconds since 1970; NaN where it is not known
    std::shared_ptr<const std::string> mutator = nullptr; // may be null, as the next
    std::shared_ptr<const std::string> idea = nullptr;
};
double xOf(const ProgressMark& mark, ProgressAxis axis);

struct ReferenceLine
{
    double speedup = 1; // over eager
    QString name;
    bool isRoof = false; // what the measured roofs allow, modelled bytes
};

struct KernelProgress
{
    QString kernel; // "rmsnorm R=2048,D=4096 fp32"
    QString device;
    std::vector<ProgressMark> marks; // oldest first
    // Verified keeps that stand: x, speedup. A step line from 1 to the last experiment; empty where
    // nothing was kept.
    std::vector<QPointF> best;
    std::vector<ReferenceLine> references; // rungs of the ladder
    std::map<std::int64_t, QString> said; // by the user of an experiment, in one line
    ProgressAxis axis = ProgressAxis::Experiment;
    std::optional<double> noiseFloor; // a log ratio: gains within it are noise

    std::int64_t kept() const;
};
KernelProgress progressOf(const report::ReportData& report, const report::KernelReport& kernel,
    ProgressAxis axis = ProgressAxis::Experiment);

struct ModelMark
{
    double x = 0;
    store::SpeedupInterval overEager;
};

struct ModelProgress
{
    ProgressAxis axis = ProgressAxis::Experiment;
    double first = 0; // of the axis
    double last = 0; // 0: whoever shows it knows
    std::vector<ModelMark> marks; // what the step line goes through, with its intervals
    std::vector<QPointF> measured; // x, speedup over eager; a step line from 1
    std::vector<QPointF> forecast; // Amdahl's
    std::vector<ReferenceLine> references; // correct free rungs
};
ModelProgress modelProgressOf(
    const report::ReportData& report, ProgressAxis axis = ProgressAxis::Experiment);

// Its table: a line of headings, then one line an experiment; numbers with a point, empty where
// nothing was timed over eager, as a control is not. RFC 4180, lines end in "\r\n".
QString csvOf(const KernelProgress& progress);

// Of several kernels: the same with the kernel in front.
QString csvOf(const std::vector<KernelProgress>& kernels);

// One sentence for whoever cannot see the chart.
QString summaryOf(const KernelProgress& progress);

} // namespace autokernel::ui
