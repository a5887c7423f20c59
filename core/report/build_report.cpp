// SPDX-License-Identifier: Apache-2.0
#include "judge/controls.h"
#include "judge/pair.h"
#include "report/chain_again.h"
#include "report/format.h"
#include "report/gain_split.h"
#include "report/outcome.h"
#include "report/read_keep.h"
#include "report/report_builder.h"
#include "report/roof_point.h"
#include "store/judge_again.h"
#include "store/timestamp.h"

#include <algorithm>
#include <cmath>

namespace autokernel::report {
namespace {

constexpr std::size_t kMostFailures = 6;
constexpr const char* kSeedMutator = "seed"; // of what the search begins with (mutate/proposal.h)

// What a control measured is what its judge says of its pairs. Histories of older versions hold
// another average of them, beside a sentence that says this one.
Result<store::ExperimentRow> readControl(const store::HistoryReader& reader, store::ExperimentId id)
{
    AK_ASSIGN(auto details, reader.experiment(id));
    const auto blocks = store::controlBlocks(details);
    auto& row = details.row;
    if (judge::pairSeries(blocks).logRatios.empty())
        return row;
    const auto& context = details.judgeContext;
    const bool onGpu = context.is_object() && context.value("on_gpu", false);
    row.overIncumbent = row.control == store::ControlKind::SameCode
        ? judge::judgeAaControl(blocks, onGpu, details.thresholds).ratio
        : judge::judgeSlowControl(blocks, onGpu, details.thresholds).ratio;
    return row;
}

// Every session of a run times the rungs once more, and its contenders are compared with each other
// alone: a name that comes again begins the next session.
void addToNewestLadder(std::vector<store::LadderRow>& ladder, const store::LadderRow& row)
{
    const auto isNamesake
        = [&](const auto& each) { return each.record.samples.name == row.record.samples.name; };
    if (std::any_of(ladder.begin(), ladder.end(), isNamesake))
        ladder.clear();
    ladder.push_back(row);
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

int threadCountOf(const ReportData& report)
{
    return report.run.model ? report.run.model->threads : report.run.config.value("threads", 0);
}

void placeUnderRoofs(KernelReport& kernel, const ReportData& report, const ReportOptions& options)
{
    const auto& target = kernel.target.target;
    const auto cost = costOfTarget(options.types, target);
    kernel.flop = cost.flop;
    kernel.bytes = cost.bytes;
    if (cost.bytes <= 0 || !report.roofs)
        return;
    const auto& roofs = report.roofs->roofs;
    kernel.floor = floorOfTarget(roofs, options.types, target, threadCountOf(report));
    if (!kernel.champion)
        return;
    const auto& keep = kernel.keeps[*kernel.champion];
    if (const auto microseconds = keep.row.experiment.candidateMicroseconds)
        kernel.point
            = pointUnderRoofs(roofs, cost, target.dtype, keep.footprintBytes, *microseconds);
}

void attachProfile(KernelReport& kernel, const ReportData& report)
{
    if (!report.profile)
        return;
    const std::string key = kernel.target.target.key();
    for (const auto& site : report.profile->sites)
        if (site.target.key() == key) {
            kernel.callsPerForward += site.callsPerForward;
            kernel.microsecondsPerForward += site.microsecondsPerForward;
        }
}

void attachModelFacts(KernelReport& kernel, const ReportData& report)
{
    for (const auto& row : report.endToEnd) {
        const auto& record = row.record;
        if (record.kind == store::ModelMeasurement::LeaveOneOut
            && record.leftOut == kernel.target.id && record.overBaseline.value > 0) {
            kernel.leaveOneOutLoss = 1 / record.overBaseline.value - 1;
            kernel.withoutIt = record.overBaseline;
        }
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

void markDemoted(ReportData& report)
{
    for (const auto& kernel : report.kernels)
        for (const auto& keep : kernel.keeps) {
            const auto point = std::lower_bound(report.progress.begin(), report.progress.end(),
                keep.row.experiment.number, [](const ProgressPoint& each, std::int64_t number) {
                    return each.number < number;
                });
            if (point != report.progress.end() && point->number == keep.row.experiment.number)
                point->isDemoted = !keep.row.demotedBecause.empty();
        }
}

} // namespace

std::string KeepReport::overEagerSource() const
{
    return revalidated ? "timed against eager again"
        : isChained    ? "chained over earlier champions"
                       : "";
}

// Whatever was kept as the starter is shipped; the origin tells that apart from all else alone.
bool KeepReport::isShipped() const
{
    return row.keep.origin != store::GainOrigin::Search || row.experiment.mutator == kSeedMutator;
}

std::int64_t demotedKeeps(const ReportData& report)
{
    std::int64_t demoted = 0;
    for (const auto& kernel : report.kernels)
        for (const auto& keep : kernel.keeps)
            demoted += keep.row.demotedBecause.empty() ? 0 : 1;
    return demoted;
}

const AnnotatedExperiment* findAnnotated(const ReportData& report, std::int64_t number)
{
    const auto found = std::find_if(report.annotated.begin(), report.annotated.end(),
        [&](const auto& each) { return each.row.number == number; });
    return found == report.annotated.end() ? nullptr : &*found;
}

ReportBuilder::ReportBuilder(store::RunId run, ReportOptions options)
    : m_run(run)
    , m_options(std::move(options))
{
}

std::shared_ptr<const std::string> ReportBuilder::shared(const std::string& text)
{
    const auto found = m_names.find(text);
    return found != m_names.end()
        ? found->second
        : m_names.emplace(text, std::make_shared<const std::string>(text)).first->second;
}

Result<void> ReportBuilder::add(
    const store::HistoryReader& reader, const store::ExperimentBrief& brief)
{
    const bool isControl = brief.control != store::ControlKind::None;
    m_points.push_back({brief.number, brief.target, brief.verdict, brief.overEager, false,
        isControl, brief.overIncumbent, brief.candidateMicroseconds, brief.startedAt, brief.seconds,
        shared(brief.mutator), std::make_shared<const std::string>(brief.idea), brief.id});
    if (isControl) {
        AK_ASSIGN(auto row, readControl(reader, brief.id));
        m_points.back().overIncumbent = row.overIncumbent;
        m_controls.push_back(std::move(row));
        return {};
    }
    auto& seen = m_targets[brief.target];
    seen.last = brief.id;
    ++seen.verdictCounts[std::string(judge::toString(brief.verdict))];
    if (brief.verdict == judge::VerdictKind::Rejected) {
        AK_ASSIGN(auto row, reader.experimentRow(brief.id));
        m_rejected.push_back(std::move(row));
    }
    if (judge::isFailure(brief.verdict)) {
        if (m_failed.size() == kMostFailures)
            m_failed.erase(m_failed.begin());
        m_failed.push_back(brief.id);
    }
    if (brief.overIncumbent
        && (!seen.best.isValid() || brief.overIncumbent->value > seen.bestOverIncumbent)) {
        seen.best = brief.id;
        seen.bestOverIncumbent = brief.overIncumbent->value;
    }
    return {};
}

Result<void> ReportBuilder::readOn(const store::HistoryReader& reader)
{
    constexpr int kPage = 5000;
    while (true) {
        AK_ASSIGN(const auto briefs, reader.briefs(m_run, m_last, kPage));
        for (const auto& brief : briefs) {
            AK_TRY(add(reader, brief));
            m_last = brief.id;
        }
        if (briefs.size() < static_cast<std::size_t>(kPage))
            return {};
    }
}

Result<void> ReportBuilder::readKernels(const store::HistoryReader& reader, ReportData& report)
{
    AK_ASSIGN(const auto targets, reader.targets(m_run));
    for (const auto& target : targets) {
        report.kernels.emplace_back();
        report.kernels.back().target = target;
    }
    const bool onGpu = report.run.device.id.starts_with("cuda");
    AK_ASSIGN(const auto keeps, reader.keeps(m_run));
    for (const auto& row : keeps) {
        const auto kernel = std::find_if(report.kernels.begin(), report.kernels.end(),
            [&](const auto& each) { return each.target.id == row.experiment.target; });
        if (kernel == report.kernels.end())
            continue;
        auto& seen = m_keeps[row.experiment.id];
        if (seen.blocks != row.blocks || row.blocks == 0
            || seen.keep.row.demotedBecause != row.demotedBecause) {
            AK_ASSIGN(seen.keep, readKeep(reader, row, onGpu));
            seen.blocks = row.blocks;
        }
        seen.keep.row = row;
        seen.keep.notRevalidated = row.notRevalidatedBecause;
        if (row.demotedBecause.empty())
            kernel->champion = kernel->keeps.size();
        kernel->keeps.push_back(seen.keep);
    }
    AK_ASSIGN(const auto ladder, reader.ladder(m_run));
    for (const auto& row : ladder) {
        const auto kernel = std::find_if(report.kernels.begin(), report.kernels.end(),
            [&](const auto& each) { return each.target.id == row.record.target; });
        if (kernel != report.kernels.end())
            addToNewestLadder(kernel->ladder, row);
        else if (!row.record.target.isValid())
            report.modelLadder.push_back(row);
    }
    return {};
}

Result<void> ReportBuilder::attachSeen(const store::HistoryReader& reader, ReportData& report)
{
    report.progress = m_points;
    report.controls = m_controls;
    report.rejected = m_rejected;
    for (auto id = m_failed.rbegin(); id != m_failed.rend(); ++id) {
        AK_ASSIGN(auto row, reader.experimentRow(*id));
        report.failures.push_back(std::move(row));
    }
    for (auto& kernel : report.kernels) {
        auto& seen = m_targets[kernel.target.id];
        kernel.verdictCounts = seen.verdictCounts;
        if (seen.last != seen.noiseOf) {
            AK_ASSIGN(seen.noiseFloor, reader.noiseFloor(seen.last));
            seen.noiseOf = seen.last;
        }
        kernel.noiseFloor = seen.noiseFloor;
        if (!kernel.keeps.empty())
            continue;
        std::optional<store::ExperimentRow> best;
        if (seen.best.isValid()) {
            AK_ASSIGN(best, reader.experimentRow(seen.best));
        }
        kernel.bestAttempt = describeBest(best, kernel.target.experiments);
    }
    return {};
}

Result<void> ReportBuilder::attachAnnotations(
    const store::HistoryReader& reader, ReportData& report)
{
    AK_ASSIGN(const auto said, store::readAnnotations(reader, m_run));
    report.annotation = said.run;
    auto annotations = said.experiments;
    for (const auto& [target, experiment] : said.baselines)
        annotations.try_emplace(experiment);
    for (auto& [id, annotation] : annotations) {
        AK_ASSIGN(auto row, reader.experimentRow(id));
        const auto baseline = said.baselines.find(row.target);
        const bool isBaseline = baseline != said.baselines.end() && baseline->second == id;
        report.annotated.push_back({std::move(row), std::move(annotation), isBaseline});
    }
    return {};
}

Result<ReportData> ReportBuilder::buildOutcome(const store::HistoryReader& reader)
{
    ReportData report;
    AK_ASSIGN(report.run, reader.run(m_run));
    AK_TRY(readKernels(reader, report));
    AK_ASSIGN(report.endToEnd, reader.endToEnd(m_run));
    report.outcome = decideOutcome(report);
    return report;
}

Result<ReportData> ReportBuilder::build(const store::HistoryReader& reader)
{
    AK_ASSIGN(auto report, buildOutcome(reader));
    AK_ASSIGN(report.profile, reader.profile(m_run));
    AK_ASSIGN(report.roofs, reader.latestRoofs(report.run.deviceId));
    AK_ASSIGN(report.alarms, reader.alarms(m_run));
    AK_TRY(readOn(reader));
    AK_TRY(attachSeen(reader, report));
    AK_TRY(attachAnnotations(reader, report));
    markDemoted(report);
    chainAgain(report);
    markNotRevalidated(report);
    for (auto& kernel : report.kernels) {
        attachModelFacts(kernel, report);
        attachProfile(kernel, report);
        placeUnderRoofs(kernel, report, m_options);
    }
    report.split = splitGain(report);
    report.madeAt = m_options.madeAt.empty() ? store::utcNow() : m_options.madeAt;
    return report;
}

Result<ReportData> buildReport(
    const store::HistoryReader& reader, store::RunId run, const ReportOptions& options)
{
    return ReportBuilder(run, options).build(reader);
}

Result<ReportData> buildOutcome(const store::HistoryReader& reader, store::RunId run)
{
    return ReportBuilder(run, {}).buildOutcome(reader);
}

} // namespace autokernel::report
