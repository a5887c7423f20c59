// SPDX-License-Identifier: Apache-2.0
#include "engine/targets.h"

#include "engine/control_history.h"
#include "engine/experiment.h"
#include "engine/measured_roofs.h"
#include "judge/pair.h"
#include "kernel/type_check.h"
#include "plan/work.h"
#include "roofline/floor.h"
#include "store/history_reader.h"

#include <algorithm>
#include <cmath>

namespace autokernel::engine {
namespace {

const kernel::KernelType* findType(const RunContext& context, std::string_view name)
{
    for (const auto& type : context.types)
        if (type.name == name)
            return &type;
    return nullptr;
}

// Three sizes of one order, all large, whose product is the work: no type is known by its name.
bool isLargeSquareGemm(const kernel::Symbols& symbols, double flop)
{
    constexpr double kLarge = 1024;
    std::vector<double> sizes;
    for (const auto& [name, value] : symbols)
        sizes.push_back(static_cast<double>(value));
    std::sort(sizes.rbegin(), sizes.rend());
    return sizes.size() >= 3 && sizes[2] >= kLarge && sizes[0] <= 2 * sizes[2]
        && flop >= 2 * sizes[0] * sizes[1] * sizes[2];
}

Result<void> placeUnderRoofs(RunContext& context, TargetState& state)
{
    AK_ASSIGN(const auto work,
        plan::workOf(
            *state.type->findVariant(state.target.variant), state.target, context.threads));
    const auto shown = roofline::displayFloor(context.roofs, work);
    state.floorNanoseconds = roofline::rejectionFloor(context.roofs, work).seconds * 1e9;
    state.attainableNanoseconds = shown.seconds * 1e9;
    state.peakNanoseconds = shown.computeSeconds * 1e9;
    state.isLargeSquareGemm = isLargeSquareGemm(state.target.symbols, work.flop);
    return {};
}

Result<std::unique_ptr<TargetState>> makeTarget(
    RunContext& context, const kernel::Target& target, double share)
{
    auto state = std::make_unique<TargetState>();
    state->type = findType(context, target.type);
    if (!state->type)
        return fail(ErrorCode::NotFound, "there is no kernel type '{}'.", target.type);
    const auto* variant = state->type->findVariant(target.variant);
    if (!variant)
        return fail(ErrorCode::NotFound, "{} has no variant '{}'.", target.type, target.variant);
    state->target = target;
    state->share = share;
    AK_TRY(placeUnderRoofs(context, *state));
    const auto& baselines = state->type->baselines;
    state->hasVendor = std::find(baselines.begin(), baselines.end(), "vendor") != baselines.end();
    AK_ASSIGN(auto seeds,
        seedsFor(*state->type, target, context.threads, context.onGpu() ? "cuda" : "cpu",
            deviceClass(context.device.isa, context.onGpu())));
    const auto names = kernel::namesOf(target.symbols, target.dtype, context.threads);
    if (!seeds.front().manifest.allows(seeds.front().tunables, names).value_or(false))
        return fail(ErrorCode::Unsupported, "the starter of {} does not cover {}.", target.type,
            kernel::formatSymbols(target.symbols));
    state->starter = {seeds.front().source, seeds.front().tunables};
    state->search = std::make_unique<mutate::TargetSearch>(std::move(seeds), *state->type, target,
        context.config.seed, context.threads, context.config.mutators);
    state->progress.key = target.key();
    AK_ASSIGN(state->id, context.history.recordTarget(context.run, target, share));
    return state;
}

// Normalised hashes, of those that the search was told of.
Result<std::vector<std::string>> parentsOf(
    const TargetState& state, const store::HistoryReader& reader, store::ExperimentId experiment)
{
    AK_ASSIGN(const auto details, reader.experiment(experiment));
    std::vector<std::string> parents;
    for (const auto parent : details.parents)
        for (const auto& [hash, id] : state.candidates)
            if (id == parent)
                parents.push_back(hash);
    return parents;
}

// What was refused for want of a control is as unknown to the search as what was cancelled, until
// a control lets it be tried again.
Result<void> restoreSearch(TargetState& state, const store::HistoryReader& reader,
    const store::ExperimentRow& experiment, const kernel::Candidate& candidate,
    const mutate::Observation& observation)
{
    const auto& hash = observation.normalisedHash;
    if (experiment.verdict.rule == judge::kKeepingStopped) {
        AK_ASSIGN(auto parents, parentsOf(state, reader, experiment.id));
        state.refuse({candidate, hash, experiment.mutator, experiment.idea, std::move(parents)},
            observation.logSpeedup);
        return {};
    }
    std::erase_if(state.refused, [&](const Refused& one) { return one.proposal.hash == hash; });
    state.search->restore(candidate, experiment.mutator, observation);
    return {};
}

Result<void> restoreTarget(TargetState& state, const store::HistoryReader& reader, store::RunId run,
    const store::TargetRow& row)
{
    store::ExperimentQuery query;
    query.run = run;
    query.target = row.id;
    query.order = store::ExperimentOrder::Oldest;
    query.limit = 1'000'000;
    AK_ASSIGN(const auto experiments, reader.experiments(query));
    bool isOriginal = true; // what candidates stood against
    for (const auto& experiment : experiments) {
        if (experiment.control != store::ControlKind::None
            || experiment.verdict.kind == judge::VerdictKind::Cancelled)
            continue;
        if (isOriginal && experiment.incumbentMicroseconds && state.incumbent.nanoseconds <= 0) {
            state.incumbent.nanoseconds = *experiment.incumbentMicroseconds * 1000;
            if (state.sites.empty()) // no model whose profile would have said it
                state.progress.microsecondsPerForward = *experiment.incumbentMicroseconds;
        }
        isOriginal = isOriginal && experiment.verdict.kind != judge::VerdictKind::Kept;
        AK_ASSIGN(const auto candidate, reader.candidate(experiment.candidate));
        auto made = kernel::makeCandidate(candidate.candidate.source, candidate.candidate.tunables);
        if (!made)
            continue;
        mutate::Observation observation;
        // Not the stored one: what it is made of may have been less when that was written.
        observation.normalisedHash = made->normalisedHash();
        observation.verdict = experiment.verdict.kind;
        if (experiment.overEager)
            observation.logSpeedup = std::log(experiment.overEager->value);
        observation.seconds = experiment.seconds;
        state.candidates[observation.normalisedHash] = candidate.id;
        AK_TRY(restoreSearch(state, reader, experiment, *made, observation));
        // As a rule it was timed against the original; a figure chained to it serves as well.
        if (experiment.overEager && isComparable(experiment.verdict.kind)
            && state.isStarter(made->source, made->tunables))
            state.incumbent.overStarter = inverse(*experiment.overEager);
        ++state.progress.experiments;
        state.progress.minutesSpent += experiment.seconds / 60;
    }
    return {};
}

// What replaced a chained figure when the champion was tried against the original (ControlStage).
Result<std::optional<store::SpeedupInterval>> revalidated(
    const store::HistoryReader& reader, const store::KeepRow& row)
{
    AK_ASSIGN(const auto details, reader.experiment(row.experiment.id));
    if (!details.incumbent.isValid())
        return std::nullopt;
    std::vector<protocol::PairBlock> blocks;
    for (const auto& [purpose, block] : details.blocks)
        if (purpose == store::BlockPurpose::Revalidation)
            blocks.push_back(block);
    const auto gain = judge::revalidatedGain(blocks, details.thresholds);
    if (!gain)
        return std::nullopt;
    return store::SpeedupInterval {gain->speedup, gain->low, gain->high};
}

Result<void> restoreKeep(
    TargetState& target, const store::HistoryReader& reader, const store::KeepRow& row)
{
    AK_ASSIGN(const auto candidate, reader.candidate(row.experiment.candidate));
    Incumbent winner;
    winner.contender = {candidate.candidate.title,
        protocol::CandidateRef {candidate.candidate.source, candidate.candidate.tunables}};
    winner.id = candidate.id;
    winner.keep = row.experiment.id;
    winner.nanoseconds = row.experiment.candidateMicroseconds.value_or(0) * 1000;
    winner.overEager = row.keep.overEager;
    winner.overStarter = row.experiment.overStarter;
    winner.logOverEager = row.keep.overEager ? std::log(row.keep.overEager->value) : 0;
    target.crown(std::move(winner));
    AK_ASSIGN(const auto overEager, revalidated(reader, row));
    if (overEager)
        target.correct(*overEager);
    return {};
}

// What the alarm about too many keeps goes by.
Result<void> restoreKeepRate(RunContext& context, const store::HistoryReader& reader)
{
    store::ExperimentQuery query;
    query.run = context.run;
    query.withControls = false;
    query.order = store::ExperimentOrder::Newest;
    query.limit = judge::Thresholds().suspiciousKeepCount;
    AK_ASSIGN(const auto newest, reader.experiments(query));
    for (auto experiment = newest.rbegin(); experiment != newest.rend(); ++experiment)
        context.earlierVerdicts.push_back(experiment->verdict.kind);
    AK_ASSIGN(const auto alarms, reader.alarms(context.run));
    for (const auto& stored : alarms)
        if (stored.isOpen && stored.alarm.signal == judge::kKeepRate)
            context.openKeepRateAlarm = stored.id;
    return {};
}

// LivenessWatch's: the only alarms without an experiment that begin with a target.
Result<void> restoreLiveness(RunContext& context, const store::HistoryReader& reader,
    const std::vector<store::TargetRow>& rows)
{
    AK_ASSIGN(const auto alarms, reader.alarms(context.run));
    for (const auto& row : rows)
        for (const auto& stored : alarms)
            if (stored.isOpen && !stored.experiment.isValid()
                && stored.alarm.sentence.starts_with(row.target.key() + ": "))
                context.openLivenessAlarms[{row.id, stored.alarm.signal}] = stored.id;
    return {};
}

} // namespace

Result<std::vector<plan::RankedTarget>> addModelTargets(RunContext& context, double minimumShare)
{
    std::map<std::string, plan::Attainable> attainable;
    for (const auto& site : context.profile->sites) {
        const auto* type = findType(context, site.target.type);
        const auto* variant = type ? type->findVariant(site.target.variant) : nullptr;
        const auto work = variant ? plan::workOf(*variant, site.target, context.threads)
                                  : fail(ErrorCode::NotFound, "no such type");
        if (!work)
            continue;
        const auto floor = roofline::displayFloor(context.roofs, *work);
        attainable[site.target.key()] = {floor.seconds * 1e9, floor.bound};
    }
    auto ranking = plan::rankTargets(*context.profile, attainable);
    for (const auto& ranked : ranking) {
        if (ranked.share < minimumShare)
            continue;
        auto target = makeTarget(context, ranked.target, ranked.share);
        if (!target) {
            context.note(store::LogLevel::Warning,
                fmt::format("{} is left alone: {}", ranked.target.key(), target.error().message));
            continue;
        }
        (*target)->sites = ranked.sites;
        (*target)->progress.microsecondsPerForward = ranked.microsecondsPerForward;
        if (ranked.callsPerForward > 0)
            (*target)->incumbent.nanoseconds
                = ranked.microsecondsPerForward * 1000 / ranked.callsPerForward;
        (*target)->progress.attainableMicroseconds
            = ranked.attainable.nanoseconds / 1000 * ranked.callsPerForward;
        context.targets.push_back(std::move(*target));
    }
    return ranking;
}

Result<void> addKernelTarget(RunContext& context)
{
    auto wanted = *context.config.target;
    const auto* type = findType(context, wanted.type);
    if (!type) {
        std::string known;
        for (const auto& each : context.types)
            known += (known.empty() ? "" : ", ") + each.name;
        return fail(
            ErrorCode::InvalidInput, "unknown kernel type '{}': known are {}.", wanted.type, known);
    }
    const auto* variant = type->findVariant(wanted.variant);
    if (!variant)
        return fail(
            ErrorCode::InvalidInput, "{} has no variant '{}'.", wanted.type, wanted.variant);
    if (wanted.symbols.empty())
        wanted.symbols = variant->scoringShape;
    for (const auto& symbol : type->symbols)
        if (!wanted.symbols.contains(symbol))
            return fail(ErrorCode::InvalidInput, "--shape gives no {}: {} needs {}.", symbol,
                wanted.type, fmt::join(type->symbols, ", "));
    if (wanted.symbols.size() != type->symbols.size())
        return fail(ErrorCode::InvalidInput,
            "--shape gives a symbol that {} does not have: it needs {}.", wanted.type,
            fmt::join(type->symbols, ", "));
    AK_ASSIGN(const auto work, plan::workOf(*variant, wanted, context.threads));
    const auto memoryBytes = static_cast<double>(context.device.memoryBytes);
    if (!kernel::fitsInMemory(work.bytes(), memoryBytes))
        return fail(ErrorCode::InvalidInput,
            "{} needs {:.1f} GB a call and {} sets of data; this device has {:.1f} GB.",
            wanted.key(), work.bytes() / 1e9, kernel::kSearchDataSets, memoryBytes / 1e9);
    context.config.target = wanted;
    AK_ASSIGN(auto target, makeTarget(context, wanted, 1));
    target->progress.attainableMicroseconds = target->attainableNanoseconds / 1000;
    target->progress.microsecondsPerForward
        = std::max(target->attainableNanoseconds / 1000 * 4, 1.0);
    context.targets.push_back(std::move(target));
    return {};
}

Result<void> measureOriginal(RunContext& context, TargetState& target)
{
    // A minute a call: whatever is slower is no kernel for a search.
    constexpr double kGenerousNanoseconds = 1.2e9;
    constexpr int kPairs = 3;
    context.report(context.phase, "timing the original");
    protocol::TimeRequest request;
    request.a = request.b = {"eager", std::nullopt};
    request.target = target.target;
    request.pairs = kPairs;
    request.seed = context.config.seed;
    request.threads = context.threads;
    request.incumbentNanoseconds = kGenerousNanoseconds;
    const auto block = context.worker.ask<protocol::PairBlock>(
        "time", request, context.beforeSearch(std::chrono::seconds(1800)));
    if (!block && block.error().code == ErrorCode::Cancelled)
        return fail(block.error());
    if (!block) {
        context.note(store::LogLevel::Warning,
            fmt::format("The original of {} could not be timed alone: {}", target.target.key(),
                block.error().message));
        return {};
    }
    if (const auto series = judge::pairSeries({&*block, 1}); !series.logRatios.empty()) {
        target.incumbent.nanoseconds = series.aNanoseconds;
        target.progress.microsecondsPerForward = series.aNanoseconds / 1000;
    }
    return {};
}

Result<double> remeasureFloor(RunContext& context, const TargetState& target)
{
    AK_ASSIGN(context.roofs,
        roofsOf(context.worker, {context.device, context.threads, true, &context.roofs},
            context.callOptions(std::chrono::seconds(300))));
    AK_TRY(context.history.recordRoofs(context.deviceId, context.roofs));
    for (auto& each : context.targets)
        AK_TRY(placeUnderRoofs(context, *each));
    return target.floorNanoseconds;
}

Result<void> restoreTargets(RunContext& context, const std::filesystem::path& historyFile)
{
    AK_ASSIGN(const auto reader, store::HistoryReader::open(historyFile));
    AK_ASSIGN(const auto details, reader.run(context.run));
    AK_ASSIGN(const auto rows, reader.targets(context.run));
    AK_ASSIGN(const auto keeps, reader.keeps(context.run));
    context.experiments = static_cast<int>(details.summary.experiments);
    store::ExperimentQuery last;
    last.run = context.run;
    last.limit = 1;
    AK_ASSIGN(const auto newest, reader.experiments(last));
    context.lastNumber = newest.empty() ? 0 : newest.front().number;
    AK_TRY(restoreKeepRate(context, reader));
    AK_TRY(restoreLiveness(context, reader, rows));
    for (auto& target : context.targets) {
        for (const auto& row : rows)
            if (row.target.key() == target->target.key())
                AK_TRY(restoreTarget(*target, reader, context.run, row));
        for (const auto& keep : keeps)
            if (keep.experiment.targetKey == target->target.key() && keep.demotedBecause.empty())
                AK_TRY(restoreKeep(*target, reader, keep));
    }
    return restoreControls(context, reader);
}

} // namespace autokernel::engine
