// SPDX-License-Identifier: GPL-3.0-or-later
// What the progress charts draw, as plain values: the screen, the export and the table twin read
// the same. Pure, any thread.
#pragma once

#include "ui/charts/kernel_names.h"
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
    WallClock, // when it ended, seconds since 1970
    Elapsed // when it ended, seconds since the run began: a clock that has a logarithm
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
    double elapsed = 0; // seconds from the run's start to its end; NaN as endedAt
};
double xOf(const ProgressMark& mark, ProgressAxis axis);

struct ReferenceLine
{
    double speedup = 1; // over eager
    QString name;
    double microseconds = 0; // of one call, or one forward; 0: not known
    bool isRoof = false; // what the measured roofs allow, modelled bytes
    QString session = {}; // that its time is of, where others gave another; "" where one alone did
    bool isVendor = false; // the vendor's own kernel for the same op

    bool isEager() const; // what all others are over
};
// Eager is what all else is over, so its time is told: "264 ms, last session"; of others their
// speedup.
QString detailOf(const ReferenceLine& line);
QString speedupsBetween(double low, double high); // of several: "0.97 to 0.99×"

// A last step, right at the border, would be a vertical stroke: lines go on behind the run by this
// part of its span.
inline constexpr double kBehindRun = 0.06;
inline constexpr double kBeforeRun = 0.01; // likewise in front of it

// What the axis of a run's charts covers.
struct RunSpan
{
    double first = 0;
    double last = 0;
    bool isKnown() const { return first < last; }
    double start() const { return first - kBeforeRun * (last - first); } // where the axis begins
    double border() const { return last + kBehindRun * (last - first); } // where it ends
};
RunSpan spanOf(const report::ReportData& report, ProgressAxis axis);

// A stretch of the run that was spent on one kernel.
struct KernelSlice
{
    QString kernel; // its short name
    double from = 0; // of the axis
    double to = 0;
    bool isStarters = true; // nothing but starters and controls
};
std::vector<KernelSlice> slicesOf(
    const report::ReportData& report, ProgressAxis axis = ProgressAxis::Experiment);

struct KernelProgress
{
    QString kernel; // "rmsnorm R=2048,D=4096 fp32"
    KernelSign sign;
    QString device;
    std::vector<ProgressMark> marks; // oldest first
    // Verified keeps that stand: x, speedup. A step line from 1 where the run begins to its last
    // experiment, whichever kernel that was of; empty where nothing was kept.
    std::vector<QPointF> best;
    std::vector<ReferenceLine> references; // rungs of the ladder
    std::map<std::int64_t, QString> said; // by the user of an experiment, in one line
    ProgressAxis axis = ProgressAxis::Experiment;
    RunSpan span;
    std::optional<double> noiseFloor; // a log ratio: gains within it are noise
    // A log ratio: a candidate that cannot reach it over the best is reverted.
    std::optional<double> minimumEffect = {};

    std::int64_t kept() const;
};
KernelProgress progressOf(const report::ReportData& report, const report::KernelReport& kernel,
    ProgressAxis axis = ProgressAxis::Experiment);
// Of each kernel that was tried.
std::vector<KernelProgress> progressOfAll(
    const report::ReportData& report, ProgressAxis axis = ProgressAxis::Experiment);
bool hasProgress(const report::ReportData& report); // of any kernel

struct ModelMark
{
    double x = 0;
    store::SpeedupInterval overEager;
    std::optional<double> forecast = {}; // Amdahl's, for that time
};

struct ModelProgress
{
    ProgressAxis axis = ProgressAxis::Experiment;
    std::int64_t experiments = 0; // without controls
    double first = 0; // of the axis
    double last = 1;
    std::vector<KernelSlice> slices;
    std::vector<ModelMark> marks; // what the step line goes through, with its intervals
    std::vector<QPointF> measured; // x, speedup over eager; a step line from 1 to the end
    std::vector<QPointF> forecast; // Amdahl's, to the end
    std::vector<ReferenceLine> references; // free rungs that are right
};
// The number of the run's last experiment, controls too: where its lines end.
std::int64_t lastNumberOf(const report::ReportData& report);

ModelProgress modelProgressOf(
    const report::ReportData& report, ProgressAxis axis = ProgressAxis::Experiment);
bool hasModelProgress(const report::ReportData& report); // the whole model was measured

// Its table: a line of headings, then one line an experiment; numbers with a point, empty where
// nothing was timed over eager, as a control is not. RFC 4180, lines end in "\r\n".
QString csvOf(const KernelProgress& progress);

// Of several kernels: the same with the kernel in front.
QString csvOf(const std::vector<KernelProgress>& kernels);

// One sentence for whoever cannot see the chart.
QString summaryOf(const KernelProgress& progress);

} // namespace autokernel::ui
