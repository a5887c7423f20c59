// SPDX-License-Identifier: Apache-2.0
#include "judge/controls.h"
#include "judge/gain.h"
#include "judge/pair.h"
#include "report/experiment_pages.h"
#include "report/format.h"
#include "report/gain_split.h"
#include "report/kernel_text.h"
#include "report/outcome.h"
#include "report/report_data.h"
#include "report/roof_point.h"
#include "store/timestamp.h"

#include <algorithm>
#include <cmath>

namespace autokernel::report {
namespace {

Result<KeepReport> readKeep(
    const store::HistoryReader& reader, const store::KeepRow& row, bool onGpu)
{
    KeepReport keep;
    keep.row = row;
    AK_ASSIGN(auto details, reader.experiment(row.experiment.id));
    keep.source = readableSource(details.candidate.candidate);
    keep.binarySha256 = details.binarySha256;
    keep.checks = std::move(details.checks);
    std::vector<protocol::PairBlock> revalidation; // all of them as one series
    for (const auto& [purpose, block] : details.blocks) {
        keep.footprintBytes = std::max(keep.footprintBytes, block.footprintBytes);
        if (purpose == store::BlockPurpose::Estimate)
            keep.estimatePairs += block.pairs.size();
        if (purpose == store::BlockPurpose::FirstGate
            || purpose == store::BlockPurpose::Confirmation)
            keep.gatePairs += block.pairs.size();
        if (purpose == store::BlockPurpose::Revalidation)
            revalidation.push_back(block);
    }
    keep.isChained = details.incumbent.isValid();
    keep.notRevalidated = row.notRevalidatedBecause;
    if (revalidation.empty())
        return keep;
    keep.revalidation = judge::judgeRevalidation(revalidation, onGpu, details.thresholds).sentence;
    if (!keep.isChained)
        return keep;
    // The fixed block that no rule looked at; no request of a gate has its size.
    const auto fixed
        = std::find_if(revalidation.rbegin(), revalidation.rend(), [&](const auto& each) {
              return each.pairs.size() == static_cast<std::size_t>(details.thresholds.printedPairs);
          });
    if (fixed == revalidation.rend())
        return keep;
    if (const auto gain = judge::printedGain(
            judge::pairSeries({&*fixed, 1}).logRatios, fixed->seed, details.thresholds))
        keep.revalidated = store::SpeedupInterval {gain->speedup, gain->low, gain->high};
    return keep;
}

// A champion that nobody tried again is no silent thing once its run is over.
void markNotRevalidated(ReportData& report)
{
    const auto state = report.run.summary.state;
    if (state == store::RunState::Active || state == store::RunState::Paused)
        return;
    for (auto& kernel : report.kernels) {
        if (!kernel.champion)
            continue;
        auto& keep = kernel.keeps[*kernel.champion];
        if (keep.revalidation.empty() && keep.notRevalidated.empty())
            keep.notRevalidated = "the run ended before it";
    }
}

void placeUnderRoofs(KernelReport& kernel, const ReportData& report, const ReportOptions& options)
{
    const auto& target = kernel.target.target;
    const auto cost = costOfTarget(options.types, target);
    kernel.flop = cost.flop;
    kernel.bytes = cost.bytes;
    if (cost.bytes <= 0 || !kernel.champion || !report.roofs)
        return;
    const auto& keep = kernel.keeps[*kernel.champion];
    if (const auto microseconds = keep.row.experiment.candidateMicroseconds)
        kernel.point = pointUnderRoofs(
            report.roofs->roofs, cost, target.dtype, keep.footprintBytes, *microseconds);
}

void attachModelFacts(KernelReport& kernel, const ReportData& report)
{
    for (const auto& row : report.endToEnd) {
        const auto& record = row.record;
        if (record.kind == store::ModelMeasurement::LeaveOneOut
            && record.leftOut == kernel.target.id && record.overBaseline.value > 0)
            kernel.leaveOneOutLoss = 1 / record.overBaseline.value - 1;
        if (record.kind == store::ModelMeasurement::Final)
            kernel.appliedInModel
                = std::find(record.applied.begin(), record.applied.end(), kernel.target.id)
                != record.applied.end();
    }
}

// One sentence on the closest attempt, for a kernel without a keep.
std::string describeBest(const std::optional<store::ExperimentRow>& best, std::int64_t experiments)
{
    if (experiments == 0)
        return "not searched";
    if (!best)
        return experiments == 1
            ? "1 experiment, which was not timed"
            : formatCounted(experiments, "experiment") + ", none of which was timed";
    return fmt::format("{}, {} #{} at {} over the incumbent: {}",
        formatCounted(experiments, "experiment"),
        experiments == 1 ? "which is" : "the best of them", best->number,
        formatInterval(*best->overIncumbent), best->verdict.sentence);
}

void annotate(
    const store::ExperimentRow& row, const store::RunAnnotations& said, ReportData& report)
{
    const auto annotation = said.experiments.find(row.id);
    const auto baseline = said.baselines.find(row.target);
    const bool isBaseline = baseline != said.baselines.end() && baseline->second == row.id;
    if (annotation != said.experiments.end() || isBaseline)
        report.annotated.push_back(
            {row, annotation == said.experiments.end() ? store::Annotation {} : annotation->second,
                isBaseline});
}

Result<void> readExperiments(const store::HistoryReader& reader, ReportData& report)
{
    AK_ASSIGN(const auto said, store::readAnnotations(reader, report.run.summary.id));
    report.annotation = said.run;
    std::map<store::TargetId, store::ExperimentRow> best;
    std::map<store::TargetId, std::map<std::string, std::int64_t>> counts;
    AK_TRY(forEachExperiment(reader, report.run.summary.id, [&](const store::ExperimentRow& row) {
        const bool isControl = row.control != store::ControlKind::None;
        report.progress.push_back(
            {row.number, row.target, row.verdict.kind, row.overEager, false, isControl});
        annotate(row, said, report);
        if (isControl) {
            report.controls.push_back(row);
            return;
        }
        ++counts[row.target][std::string(judge::toString(row.verdict.kind))];
        if (row.verdict.kind == judge::VerdictKind::Rejected)
            report.rejected.push_back(row);
        if (!row.overIncumbent)
            return;
        const auto [found, isNew] = best.try_emplace(row.target, row);
        if (!isNew && row.overIncumbent->value > found->second.overIncumbent->value)
            found->second = row;
    }));
    for (auto& kernel : report.kernels) {
        kernel.verdictCounts = counts[kernel.target.id];
        const auto found = best.find(kernel.target.id);
        if (kernel.keeps.empty())
            kernel.bestAttempt
                = describeBest(found == best.end() ? std::nullopt : std::optional(found->second),
                    kernel.target.experiments);
    }
    return {};
}

Result<void> readKernels(const store::HistoryReader& reader, ReportData& report)
{
    const store::RunId run = report.run.summary.id;
    AK_ASSIGN(const auto targets, reader.targets(run));
    for (const auto& target : targets) {
        report.kernels.emplace_back();
        report.kernels.back().target = target;
    }
    AK_ASSIGN(const auto keeps, reader.keeps(run));
    for (const auto& row : keeps) {
        const auto kernel = std::find_if(report.kernels.begin(), report.kernels.end(),
            [&](const auto& each) { return each.target.id == row.experiment.target; });
        if (kernel == report.kernels.end())
            continue;
        AK_ASSIGN(auto keep, readKeep(reader, row, report.run.device.id.starts_with("cuda")));
        if (row.demotedBecause.empty())
            kernel->champion = kernel->keeps.size();
        kernel->keeps.push_back(std::move(keep));
    }
    AK_ASSIGN(const auto ladder, reader.ladder(run));
    for (const auto& row : ladder) {
        const auto kernel = std::find_if(report.kernels.begin(), report.kernels.end(),
            [&](const auto& each) { return each.target.id == row.record.target; });
        if (kernel != report.kernels.end())
            kernel->ladder.push_back(row);
        else if (!row.record.target.isValid())
            report.modelLadder.push_back(row);
    }
    return {};
}

void markDemoted(ReportData& report)
{
    for (const auto& kernel : report.kernels)
        for (const auto& keep : kernel.keeps)
            for (auto& point : report.progress)
                if (point.number == keep.row.experiment.number)
                    point.isDemoted = !keep.row.demotedBecause.empty();
}

} // namespace

std::string KeepReport::overEagerSource() const
{
    return revalidated ? "timed against eager again"
        : isChained    ? "chained over earlier champions"
                       : "";
}

const AnnotatedExperiment* findAnnotated(const ReportData& report, std::int64_t number)
{
    const auto found = std::find_if(report.annotated.begin(), report.annotated.end(),
        [&](const auto& each) { return each.row.number == number; });
    return found == report.annotated.end() ? nullptr : &*found;
}

Result<ReportData> buildOutcome(const store::HistoryReader& reader, store::RunId run)
{
    ReportData report;
    AK_ASSIGN(report.run, reader.run(run));
    AK_TRY(readKernels(reader, report));
    AK_ASSIGN(report.endToEnd, reader.endToEnd(run));
    report.outcome = decideOutcome(report);
    return report;
}

Result<ReportData> buildReport(
    const store::HistoryReader& reader, store::RunId run, const ReportOptions& options)
{
    AK_ASSIGN(auto report, buildOutcome(reader, run));
    AK_ASSIGN(report.profile, reader.profile(run));
    AK_ASSIGN(report.roofs, reader.latestRoofs(report.run.deviceId));
    AK_ASSIGN(report.alarms, reader.alarms(run));
    AK_TRY(readExperiments(reader, report));
    markDemoted(report);
    markNotRevalidated(report);
    for (auto& kernel : report.kernels) {
        attachModelFacts(kernel, report);
        placeUnderRoofs(kernel, report, options);
    }
    report.split = splitGain(report);
    report.madeAt = options.madeAt.empty() ? store::utcNow() : options.madeAt;
    return report;
}

} // namespace autokernel::report
