// SPDX-License-Identifier: Apache-2.0
#include "report/kernel_queue.h"

#include "plan/move_on.h"
#include "report/call_times.h"
#include "report/format.h"
#include "report/share_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace autokernel::report {
namespace {

// As the report's bars: further ops are one row.
constexpr std::size_t kOpsShown = 5;
constexpr double kLeastShown = 0.0005; // of the forward: a smaller share reads 0.0 %

bool isOver(const ReportData& report)
{
    const auto state = report.run.summary.state;
    return state != store::RunState::Active && state != store::RunState::Paused;
}

// The run was given so much time, and took it.
bool endedByTheClock(const ReportData& report)
{
    const auto& config = report.run.config;
    return report.run.summary.state == store::RunState::Finished && config.is_object()
        && (config.value("for_seconds", 0.0) > 0 || !config.value("until", std::string()).empty());
}

// Of one call as the model or PyTorch runs it.
double originalMicroseconds(const KernelReport& kernel, const ReportData& report)
{
    if (kernel.callsPerForward > 0)
        return kernel.microsecondsPerForward / kernel.callsPerForward;
    return eagerBesideChampion(kernel, report);
}

// The slices of the search: a target, and whom the scheduler left for it.
struct Slices
{
    store::TargetId current; // of the last experiment
    std::map<store::TargetId, store::TargetId> before; // of its last slice
    std::map<store::TargetId, double> minutes;
    std::map<store::TargetId, std::map<std::int64_t, double>> minutesAtKeep; // by experiment
};

Slices slicesOf(const ReportData& report)
{
    Slices slices;
    for (const auto& point : report.progress) {
        if (point.isControl)
            continue;
        if (point.target != slices.current) {
            slices.before[point.target] = slices.current;
            slices.current = point.target;
        }
        const double now = slices.minutes[point.target] += point.seconds / 60;
        if (point.verdict == judge::VerdictKind::Kept)
            slices.minutesAtKeep[point.target][point.number] = now;
    }
    return slices;
}

// Why the search left it, where the scheduler said so when it went on to the next one.
std::string leftBecause(const KernelReport& kernel, const ReportData& report, const Slices& slices)
{
    for (const auto& next : report.kernels) {
        const auto before = slices.before.find(next.target.id);
        if (before == slices.before.end() || before->second != kernel.target.id)
            continue;
        if (next.target.reason == plan::kSearchExhausted
            || next.target.reason == plan::kSkippedByUser)
            return next.target.reason;
    }
    return {};
}

plan::TargetProgress progressOf(
    const KernelReport& kernel, const QueueRow& row, double original, const Slices& slices)
{
    const double calls = kernel.callsPerForward > 0 ? kernel.callsPerForward : 1;
    plan::TargetProgress progress;
    progress.key = row.name;
    progress.microsecondsPerForward
        = calls * original / (row.overEager ? row.overEager->value : 1.0);
    progress.attainableMicroseconds = kernel.floor.seconds * 1e6 * calls;
    progress.minutesSpent = row.minutes;
    progress.experiments = static_cast<int>(row.experiments);
    const auto at = slices.minutesAtKeep.find(kernel.target.id);
    for (const auto& keep : kernel.keeps)
        if (keep.row.demotedBecause.empty() && at != slices.minutesAtKeep.end())
            if (const auto found = at->second.find(keep.row.experiment.number);
                found != at->second.end() && keep.row.keep.overIncumbent.value > 0)
                progress.gains.push_back(
                    {found->second, std::log(keep.row.keep.overIncumbent.value)});
    return progress;
}

void setHeadroom(QueueRow& row, const KernelReport& kernel, const ReportData& report)
{
    row.limit = kernel.floor.bound;
    // A champion lies under the roof of the data sets that it was timed on, as the roofline has it.
    if (kernel.point && kernel.point->fractionOfRoof > 0) {
        row.headroom = 1 / kernel.point->fractionOfRoof;
        row.limit = kernel.point->bottleneck;
    } else if (kernel.floor.seconds > 0 && row.presentMicroseconds > 0)
        row.headroom = row.presentMicroseconds / (kernel.floor.seconds * 1e6);
    else if (!report.roofs)
        row.noHeadroomBecause = "no roofs were measured on this device";
    else if (kernel.bytes <= 0)
        row.noHeadroomBecause = "its kernel type, which says its FLOP and bytes, is not here";
    else
        row.noHeadroomBecause = "it was not timed yet";
}

void setState(
    QueueRow& row, const KernelReport& kernel, const ReportData& report, const Slices& slices)
{
    const std::string left = leftBecause(kernel, report, slices);
    const bool isAtFloor
        = row.headroom > 0 && std::log(row.headroom) <= plan::BudgetSettings().headroomReached;
    if (isOver(report)) {
        row.state = row.experiments == 0 ? QueueState::NotSearched
            : !left.empty() || isAtFloor ? QueueState::Done
            : endedByTheClock(report)    ? QueueState::TimeRanOut
                                         : QueueState::RunEnded;
        row.because = !left.empty() ? left
            : row.experiments == 0  ? "The run ended before its turn."
            : isAtFloor             ? "It is at the floor of its roof."
            : row.headroom > 0      ? fmt::format("{} left to its {} roof when the run ended.",
                       formatSpeedup(row.headroom), row.limit)
                                    : "The run ended before more was tried.";
    } else if (slices.current == kernel.target.id) {
        row.state = QueueState::Searching;
        row.because = kernel.target.reason;
    } else if (!left.empty() || isAtFloor) {
        row.state = QueueState::Done;
        row.because = left.empty() ? "It is at the floor of its roof." : left;
    } else {
        row.state = QueueState::Waiting;
    }
}

QueueRow rowOf(
    std::size_t index, const ReportData& report, const Slices& slices, double forwardMicroseconds)
{
    const auto& kernel = report.kernels[index];
    QueueRow row;
    row.name = kernel.target.target.key();
    row.kernel = index;
    row.share = kernel.target.share;
    if (kernel.champion) {
        const auto& keep = kernel.keeps[*kernel.champion];
        row.overEager = keep.overEager();
        if (row.overEager && keep.vendorOverEager)
            row.overVendor = row.overEager->value / *keep.vendorOverEager;
    }
    row.isApplied = kernel.appliedInModel.value_or(true);
    row.experiments = kernel.target.experiments;
    if (const auto spent = slices.minutes.find(kernel.target.id); spent != slices.minutes.end())
        row.minutes = spent->second;
    const double original = originalMicroseconds(kernel, report);
    row.presentMicroseconds = original;
    if (kernel.champion)
        row.presentMicroseconds
            = kernel.keeps[*kernel.champion].row.experiment.candidateMicroseconds.value_or(
                original);
    setHeadroom(row, kernel, report);
    if (original > 0 && kernel.floor.seconds > 0)
        row.gainPerMinute
            = plan::expectedModelGainPerMinute(progressOf(kernel, row, original, slices),
                forwardMicroseconds > 0 ? forwardMicroseconds : original);
    setState(row, kernel, report, slices);
    if (row.state == QueueState::Done && !isOver(report))
        row.gainPerMinute.reset(); // it is not asked any more
    return row;
}

void addUnmatched(KernelQueue& queue, const protocol::Profile& profile)
{
    double further = 0;
    std::size_t shown = 0;
    const auto add = [&](const std::string& name, double microseconds, const char* because) {
        QueueRow row;
        row.name = name;
        row.share = microseconds / queue.forwardMicroseconds;
        row.state = QueueState::NoKernelType;
        row.because = because;
        queue.rows.push_back(std::move(row));
    };
    for (const auto& op : profile.unmatched)
        if (shown < kOpsShown
            && op.microsecondsPerForward >= kLeastShown * queue.forwardMicroseconds) {
            add(op.op, op.microsecondsPerForward, "No kernel type stands for it.");
            ++shown;
        } else {
            further += op.microsecondsPerForward;
        }
    if (further > 0)
        add(fmt::format("{} further ops", profile.unmatched.size() - shown), further,
            "No kernel type stands for them.");
    if (profile.outsideOpsMicroseconds > 0)
        add("between the ops", profile.outsideOpsMicroseconds,
            "Calls and allocation between the ops.");
}

void addUnaccounted(KernelQueue& queue, const ReportData& report)
{
    const double share = unaccountedShare(report);
    if (share <= 0)
        return;
    QueueRow row;
    row.name = kUnaccounted;
    row.share = share;
    row.state = QueueState::Unaccounted;
    row.because = kUnaccountedBecause;
    queue.rows.push_back(std::move(row));
}

void explainWaiting(KernelQueue& queue)
{
    const auto current = std::find_if(queue.rows.begin(), queue.rows.end(),
        [](const QueueRow& row) { return row.state == QueueState::Searching; });
    for (auto& row : queue.rows)
        if (row.state == QueueState::Waiting && row.gainPerMinute && current != queue.rows.end()
            && current->gainPerMinute)
            row.because = fmt::format(
                "A minute on it is expected to save {:.2g} % of the forward, one on {} {:.2g} %.",
                100 * *row.gainPerMinute, current->name, 100 * *current->gainPerMinute);
}

std::string explainNow(const KernelQueue& queue, const ReportData& report)
{
    if (isOver(report))
        return "The run is over: nothing is searched now.";
    for (const auto& row : queue.rows)
        if (row.state == QueueState::Searching)
            return row.because.empty() ? row.name + ": each kernel gets one experiment first."
                                       : row.name + ": " + row.because;
    return "No experiment was made yet.";
}

} // namespace

KernelQueue kernelQueue(const ReportData& report)
{
    KernelQueue queue;
    if (report.profile && report.profile->forwardMicroseconds > 0)
        queue.forwardMicroseconds = report.profile->forwardMicroseconds;
    const auto slices = slicesOf(report);
    for (std::size_t i = 0; i < report.kernels.size(); ++i)
        queue.rows.push_back(rowOf(i, report, slices, queue.forwardMicroseconds));
    explainWaiting(queue);
    if (queue.forwardMicroseconds > 0)
        addUnmatched(queue, *report.profile);
    addUnaccounted(queue, report);
    queue.now = explainNow(queue, report);
    return queue;
}

double speedupIf(const KernelQueue& queue, std::size_t row, double overEager)
{
    double left = 1; // of the original's time
    bool isKnown = false;
    for (std::size_t i = 0; i < queue.rows.size(); ++i) {
        const auto& each = queue.rows[i];
        if (!each.kernel)
            continue;
        const bool isFaster = each.overEager && each.isApplied;
        const double speedup = i == row ? overEager : isFaster ? each.overEager->value : 1.0;
        isKnown = isKnown || each.share > 0;
        left -= each.share * (1 - 1 / speedup);
    }
    return isKnown && left > 0 ? 1 / left : 0;
}

double presentForecast(const KernelQueue& queue)
{
    return speedupIf(queue, queue.rows.size(), 1);
}

double measuredIf(const KernelQueue& queue, double measured, std::size_t row, double overEager)
{
    const double present = presentForecast(queue);
    return present > 0 ? measured * speedupIf(queue, row, overEager) / present : 0;
}

} // namespace autokernel::report
