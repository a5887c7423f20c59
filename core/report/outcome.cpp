// SPDX-License-Identifier: Apache-2.0
#include "report/outcome.h"

#include "judge/package_agreement.h"
#include "judge/speedup.h"
#include "plan/rungs.h"
#include "report/format.h"
#include "report/outcome_headline.h"

#include <algorithm>
#include <cmath>

namespace autokernel::report {
namespace {

constexpr const char* kFromLadder = "from the ladder at the start of the run";

using store::LadderRow;
using store::ModelMeasurement;
using store::SpeedupInterval;

// The choice is the run's own (plan/rungs.h).
const LadderRow* fastest(const std::vector<LadderRow>& ladder, bool (*isEligible)(const LadderRow&))
{
    std::vector<plan::RungTime> times;
    for (const auto& row : ladder)
        times.push_back({row.medianMicroseconds,
            isEligible(row) && row.record.samples.error.empty(), row.record.samples.correct});
    const auto best = plan::strongestRung(times);
    return best ? &ladder[*best] : nullptr;
}

const store::EndToEndRow* lastOf(const std::vector<store::EndToEndRow>& rows, ModelMeasurement kind)
{
    const auto found = std::find_if(
        rows.rbegin(), rows.rend(), [&](const auto& row) { return row.record.kind == kind; });
    return found == rows.rend() ? nullptr : &*found;
}

OutcomeRow rowOf(std::string label, const std::vector<LadderRow>& ladder, const LadderRow* rung)
{
    OutcomeRow row;
    row.label = std::move(label);
    if (rung == nullptr) {
        row.note = "not measured in this run";
        return row;
    }
    row.name = rung->record.samples.name;
    row.microseconds = rung->medianMicroseconds;
    row.recipe = rung->record.recipe;
    if (const LadderRow* eager = findContender(ladder, plan::kEager)) {
        row.overEager = speedupOver(*eager, *rung);
        row.eagerMicroseconds = eager->medianMicroseconds;
    }
    return row;
}

// Why no vendor rung has a figure; empty when one has.
std::string whyNoVendorRung(const std::vector<LadderRow>& ladder)
{
    if (ladder.empty())
        return "not measured, because the run made no ladder of free rungs";
    for (const auto& row : ladder) {
        const auto& samples = row.record.samples;
        if (!plan::isVendorRung(samples.name))
            continue;
        if (!samples.error.empty())
            return fmt::format(
                "not measured, because {} could not run: {}", samples.name, samples.error);
        if (!samples.correct)
            return fmt::format("not measured, because {} answers wrongly: its error is {:.2f} "
                               "times its budget",
                samples.name, row.record.maximumErrorRatio);
    }
    return "not measured, because the ladder has no rung of a vendor's library";
}

OutcomeRow vendorRow(const ReportData& report)
{
    const auto* rung = fastest(report.modelLadder,
        [](const LadderRow& row) { return plan::isVendorRung(row.record.samples.name); });
    OutcomeRow row = rowOf("vendor rungs alone", report.modelLadder, rung);
    if (const auto* measured = lastOf(report.endToEnd, ModelMeasurement::VendorRungs)) {
        row.name = measured->record.contender;
        row.overEager = measured->record.overBaseline;
        row.microseconds = measured->record.contenderMicroseconds;
        row.eagerMicroseconds = measured->record.baselineMicroseconds;
    } else if (rung != nullptr) {
        row.note = kFromLadder;
    } else {
        row.note = whyNoVendorRung(report.modelLadder);
    }
    return row;
}

std::string appliedNames(const ReportData& report, const store::EndToEndRecord& record)
{
    std::string names;
    for (const auto& kernel : report.kernels)
        if (std::find(record.applied.begin(), record.applied.end(), kernel.target.id)
            != record.applied.end())
            names += (names.empty() ? "" : ", ") + kernel.target.target.key();
    return names.empty() ? record.contender : names;
}

using Rows = std::vector<store::EndToEndRow>;

// What belongs to the last measurement of the model: the Package row is stored just before it
// (after it in older histories), the free rung's after it.
struct LastMeasurement
{
    const store::EndToEndRow* final = nullptr;
    const store::EndToEndRow* package = nullptr;
    const store::EndToEndRow* freeRung = nullptr;
};

LastMeasurement lastMeasurement(const Rows& rows)
{
    LastMeasurement last;
    const auto isKind = [](ModelMeasurement kind) {
        return [kind](const store::EndToEndRow& row) { return row.record.kind == kind; };
    };
    const auto final = std::find_if(rows.rbegin(), rows.rend(), isKind(ModelMeasurement::Final));
    if (final == rows.rend())
        return last;
    last.final = &*final;
    const auto before
        = std::find_if(std::next(final), rows.rend(), isKind(ModelMeasurement::Final));
    const auto package = std::find_if(std::next(final), before, isKind(ModelMeasurement::Package));
    if (package != before) {
        last.package = &*package;
    } else if (const auto after
               = std::find_if(final.base(), rows.end(), isKind(ModelMeasurement::Package));
               after != rows.end()) {
        last.package = &*after;
    }
    if (const auto free
        = std::find_if(final.base(), rows.end(), isKind(ModelMeasurement::FreeRung));
        free != rows.end())
        last.freeRung = &*free;
    return last;
}

// The gain of the package must be the worker's, or the package's own figure is what counts.
void verifyOutcome(const LastMeasurement& last, Outcome& outcome)
{
    const auto& final = last.final->record;
    outcome.notVerifiedBecause = final.notVerifiedBecause;
    if (last.package == nullptr) {
        if (outcome.notVerifiedBecause.empty())
            outcome.notVerifiedBecause = "its package was not run in a fresh Python process";
        return;
    }
    const auto& package = last.package->record;
    if (package.blocks.empty()) { // it could not be timed
        if (outcome.notVerifiedBecause.empty())
            outcome.notVerifiedBecause = package.notVerifiedBecause;
        return;
    }
    const auto agreement = judge::comparePackage(final.overBaseline, package.overBaseline);
    outcome.verified = agreement.verified && final.verified;
    if (!agreement.verified && outcome.notVerifiedBecause.empty())
        outcome.notVerifiedBecause = agreement.because;
    if (agreement.isPackageFigure) {
        outcome.ours.overEager = package.overBaseline;
        outcome.ours.microseconds = package.contenderMicroseconds;
        outcome.ours.eagerMicroseconds = package.baselineMicroseconds;
        outcome.ours.note = agreement.because;
    }
}

// Ours over the free rung: measured side by side where that was done, else from the two rows over
// eager, and then it says so.
void compareWithFreeRung(const std::optional<SpeedupInterval>& sideBySide, Outcome& outcome)
{
    const auto& ours = outcome.ours.overEager;
    const auto& free = outcome.freeRung.overEager;
    outcome.overFreeRung = sideBySide;
    if (!ours || outcome.overFreeRung)
        return;
    if (outcome.freeRung.name == plan::kEager) {
        outcome.overFreeRung = ours;
    } else if (free) {
        outcome.overFreeRung = quotient(*ours, *free);
        outcome.isOverFreeRungQuotient = true;
    }
}

// Of a run that came to no figure.
Outcome emptyOutcome()
{
    Outcome outcome;
    outcome.freeRung.label = "strongest free rung";
    outcome.vendorRungs.label = "vendor rungs alone";
    outcome.ours.label = "our kernel";
    for (auto* row : {&outcome.freeRung, &outcome.vendorRungs, &outcome.ours})
        row->note = "not measured in this run";
    outcome.notVerifiedBecause = "nothing was measured";
    return outcome;
}

void fillModelOutcome(const ReportData& report, Outcome& outcome)
{
    outcome.freeRung
        = rowOf("strongest free rung", report.modelLadder, fastest(report.modelLadder, isFreeRung));
    if (outcome.freeRung.overEager)
        outcome.freeRung.note = kFromLadder;
    outcome.vendorRungs = vendorRow(report);
    outcome.ours.label = "vendor rungs plus our kernels";
    const auto last = lastMeasurement(report.endToEnd);
    const auto* shown
        = last.final != nullptr ? last.final : lastOf(report.endToEnd, ModelMeasurement::AfterKeep);
    if (shown == nullptr)
        shown = lastOf(report.endToEnd, ModelMeasurement::Starters);
    if (shown == nullptr || (shown == last.final && shown->record.applied.empty())) {
        outcome.ours.note = shown == nullptr ? "no kernel of ours was put into the model"
                                             : shown->record.notVerifiedBecause;
        outcome.notVerifiedBecause = outcome.ours.note;
        return;
    }
    outcome.ours.name = appliedNames(report, shown->record);
    outcome.ours.overEager = shown->record.overBaseline;
    outcome.ours.microseconds = shown->record.contenderMicroseconds;
    outcome.ours.eagerMicroseconds = shown->record.baselineMicroseconds;
    if (last.final != nullptr) {
        verifyOutcome(last, outcome);
    } else {
        outcome.ours.note = "an interim measurement: the run ended before the last one";
        outcome.notVerifiedBecause = "the run ended before the model was measured a last time";
        if (!shown->record.notVerifiedBecause.empty())
            outcome.notVerifiedBecause += ", and then " + shown->record.notVerifiedBecause;
    }
    const bool isPeer
        = last.freeRung != nullptr && last.freeRung->record.baseline == outcome.freeRung.name;
    compareWithFreeRung(
        isPeer ? std::optional(last.freeRung->record.overBaseline) : std::nullopt, outcome);
}

bool isVendorCall(const LadderRow& row)
{
    return row.record.samples.name == "vendor";
}

OutcomeRow kernelVendorRow(const std::vector<LadderRow>& ladder)
{
    const auto* best = fastest(ladder, isVendorCall);
    OutcomeRow row = rowOf("vendor rungs alone", ladder, best);
    if (best != nullptr)
        return row;
    const auto* vendor = findContender(ladder, "vendor");
    if (vendor == nullptr)
        row.note = "not measured, because this kernel's ladder has no vendor rung";
    else if (!vendor->record.samples.error.empty())
        row.note = "not measured, because it could not run: " + vendor->record.samples.error;
    else
        row.note = "left out, because its answers are wrong";
    return row;
}

bool isApart(const SpeedupInterval& one, const SpeedupInterval& other)
{
    return one.high < other.low || other.high < one.low;
}

// What a kernel's run claims is the gain that its verdict printed. The ladder at the end, timed
// once beside other contenders, stands next to it: a second figure, which may contradict the first.
void claimKeep(
    const KeepReport& keep, const std::optional<SpeedupInterval>& inLadder, Outcome& outcome)
{
    outcome.verified = true;
    if (!keep.overEager())
        return;
    auto& ours = outcome.ours;
    ours.name = store::kWinnerContender;
    ours.overEager = keep.overEager();
    ours.microseconds = keep.row.experiment.candidateMicroseconds;
    ours.eagerMicroseconds.reset(); // it was timed beside the incumbent
    ours.note = "from the confirmed keep";
    if (ours.overEager->low <= 1) {
        outcome.verified = false;
        outcome.notVerifiedBecause = "the interval of its gain over eager, "
            + formatInterval(*ours.overEager) + ", includes 1: it is within the noise";
    }
    if (!inLadder) {
        ours.note += "; the ladder was not measured after it";
    } else {
        const std::string ladder = "the ladder at the end gives " + formatInterval(*inLadder);
        ours.note += "; " + ladder;
        if (inLadder->high < 1) {
            outcome.verified = false;
            outcome.notVerifiedBecause = ladder + " over eager, which contradicts the keep";
        } else if (isApart(*ours.overEager, *inLadder)) {
            ours.note += ", which disagrees with it";
        }
    }
    if (!keep.overEagerSource().empty())
        ours.note += "; " + keep.overEagerSource();
}

void fillKernelOutcome(const KernelReport& kernel, Outcome& outcome)
{
    outcome.freeRung
        = rowOf("strongest free rung", kernel.ladder, fastest(kernel.ladder, isFreeRung));
    outcome.vendorRungs = kernelVendorRow(kernel.ladder);
    const auto* winner = findContender(kernel.ladder, store::kWinnerContender);
    outcome.ours = rowOf("our kernel", kernel.ladder, winner);
    if (!kernel.champion) {
        outcome.ours.note = "no candidate passed confirmation";
        outcome.ours.overEager.reset();
        outcome.notVerifiedBecause = outcome.ours.note;
        return;
    }
    const auto inLadder = outcome.ours.overEager;
    claimKeep(kernel.keeps[*kernel.champion], inLadder, outcome);
    if (winner != nullptr && winner->record.samples.error.empty()
        && !winner->record.samples.correct) {
        outcome.verified = false;
        outcome.notVerifiedBecause = "its answers in the ladder are outside the error budget";
    }
    // A ladder times its contenders in turn in one session; over eager itself the keep is that.
    const auto* free = fastest(kernel.ladder, isFreeRung);
    const bool isPeer = inLadder && free != nullptr && outcome.freeRung.name != plan::kEager;
    compareWithFreeRung(isPeer ? speedupOver(*free, *winner) : std::nullopt, outcome);
}

} // namespace

bool isFreeRung(const LadderRow& row)
{
    return row.record.isFree && !row.record.isOurs;
}

SpeedupInterval quotient(const SpeedupInterval& ours, const SpeedupInterval& theirs)
{
    return {ours.value / theirs.value, ours.low / theirs.high, ours.high / theirs.low};
}

const LadderRow* findContender(const std::vector<LadderRow>& ladder, std::string_view name)
{
    const auto found = std::find_if(ladder.rbegin(), ladder.rend(),
        [&](const LadderRow& row) { return row.record.samples.name == name; });
    return found == ladder.rend() ? nullptr : &*found;
}

std::optional<SpeedupInterval> speedupOver(const LadderRow& baseline, const LadderRow& contender)
{
    const auto& a = baseline.record.samples.nanoseconds;
    const auto& b = contender.record.samples.nanoseconds;
    std::vector<double> logRatios;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        if (a[i] > 0 && b[i] > 0)
            logRatios.push_back(std::log(a[i] / b[i]));
    if (logRatios.empty())
        return std::nullopt;
    return judge::medianSpeedup(logRatios);
}

std::string timeOf(const OutcomeRow& row)
{
    if (!row.microseconds)
        return "not measured";
    const auto time = formatMicroseconds(*row.microseconds);
    return row.eagerMicroseconds
        ? fmt::format("{} (eager {})", time, formatMicroseconds(*row.eagerMicroseconds))
        : time;
}

Outcome decideOutcome(const ReportData& report)
{
    Outcome outcome;
    if (report.run.summary.kind == store::RunKind::Model)
        fillModelOutcome(report, outcome);
    else if (!report.kernels.empty())
        fillKernelOutcome(report.kernels.front(), outcome);
    else
        outcome = emptyOutcome();
    outcome.slowerThanFreeRung = outcome.overFreeRung && outcome.overFreeRung->value < 1;
    outcome.headline = headlineOf(report, outcome);
    if (report.run.summary.kind == store::RunKind::Ladder)
        outcome.headline = fmt::format(
            "A ladder without a search: how fast each contender is on {}.", report.run.device.name);
    return outcome;
}

} // namespace autokernel::report
