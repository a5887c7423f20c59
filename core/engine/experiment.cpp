// SPDX-License-Identifier: Apache-2.0
#include "engine/experiment.h"

#include "base/statistics.h"
#include "judge/pair.h"
#include "store/timestamp.h"

#include <array>
#include <cmath>

namespace autokernel::engine {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Independent seeds from one: a step of SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t derivedSeed(std::uint64_t seed, std::uint64_t salt)
{
    std::uint64_t z = seed + 0x9E3779B97F4A7C15ULL * (salt + 1);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

constexpr std::array kSmoke {protocol::Stage::Smoke};
constexpr std::array kSanitizer {protocol::Stage::Sanitizer};

// What the pairs themselves say: the gate's own sequence clips large ratios and only serves to
// decide.
store::SpeedupInterval intervalOf(const judge::PairSeries& series)
{
    const auto interval = statistics::medianInterval(series.logRatios);
    return {std::exp(statistics::median(series.logRatios)), std::exp(interval.low),
        std::exp(interval.high)};
}

} // namespace

struct ExperimentRunner::Session
{
    const TargetState& target;
    const mutate::Proposal& proposal;
    std::uint64_t seed;
    std::stop_token stop;
    ExperimentOutcome outcome;
    judge::Evidence evidence;
    protocol::CandidateRef candidate;
    Clock::time_point began = Clock::now();

    store::ExperimentRecord& record() { return outcome.record; }
};

ExperimentOutcome ExperimentRunner::run(const TargetState& target, const mutate::Proposal& proposal,
    std::uint64_t seed, std::stop_token stop)
{
    Session session {target, proposal, seed, std::move(stop), {}, {}, {}, Clock::now()};
    session.candidate = {proposal.candidate.source, proposal.candidate.tunables};
    auto& record = session.record();
    record.target = target.id;
    record.candidate = {proposal.candidate.source, proposal.candidate.tunables, proposal.hash,
        proposal.candidate.manifest.title, proposal.candidate.manifest.language};
    record.mutator = proposal.mutator;
    record.idea = proposal.idea;
    record.seed = seed;
    record.incumbent = target.incumbentId;
    record.thresholds = m_settings.thresholds;
    record.startedAt = store::utcNow();
    auto& evidence = session.evidence;
    evidence.requiredShapes = {target.target.key()};
    if (target.floorNanoseconds > 0)
        evidence.floorNanoseconds[target.target.key()] = target.floorNanoseconds;
    evidence.onGpu = m_settings.onGpu;
    evidence.threads = m_settings.threads;
    evidence.noiseFloor = target.noiseFloor;
    evidence.keepingStopped = target.keepingStopped;
    evidence.seed = seed;
    record.judgeContext
        = {{"floor_nanoseconds", target.floorNanoseconds}, {"noise_floor", target.noiseFloor},
            {"keeping_stopped", target.keepingStopped}, {"threads", m_settings.threads},
            {"incumbent", target.incumbent.name}, {"required_shapes", evidence.requiredShapes}};
    const auto result = steps(session);
    conclude(session, result ? std::nullopt : std::optional<Error>(result.error()));
    return std::move(session.outcome);
}

Result<void> ExperimentRunner::steps(Session& session)
{
    AK_TRY(compile(session));
    AK_TRY(check(session, kSmoke));
    const auto failed
        = [&] { return !judge::judgeCorrectness(session.evidence.stages, {}).passed(); };
    if (failed())
        return {};
    AK_ASSIGN(const auto first, gate(session, judge::Gate::First));
    if (first != judge::GateStep::Faster)
        return {};
    AK_TRY(check(session, judge::fullStages()));
    if (failed())
        return {};
    if (!m_settings.onGpu)
        AK_TRY(check(session, kSanitizer));
    if (failed())
        return {};
    AK_ASSIGN(const auto second, gate(session, judge::Gate::Confirmation));
    if (second != judge::GateStep::Faster)
        return {};
    return printedBlock(session);
}

Result<void> ExperimentRunner::compile(Session& session)
{
    if (m_settings.progress)
        m_settings.progress("compiling");
    const auto begin = Clock::now();
    session.record().stageReached = store::ExperimentStage::Compile;
    CallOptions options {m_settings.callDeadline, {}, session.stop};
    auto reply = m_worker.ask<protocol::CompileReply>(
        "compile", {{"candidate", session.candidate}, {"target", session.target.target}}, options);
    session.record().compileSeconds = secondsSince(begin);
    if (!reply) {
        session.record().compileLog = reply.error().detail;
        return fail(std::move(reply).error());
    }
    session.record().binarySha256 = reply->binarySha256;
    session.record().compileLog = reply->log;
    return {};
}

Result<void> ExperimentRunner::check(Session& session, std::span<const protocol::Stage> stages)
{
    const auto begin = Clock::now();
    const bool isSmoke = stages.front() == protocol::Stage::Smoke;
    if (m_settings.progress)
        m_settings.progress(isSmoke ? "smoke check" : "checking");
    session.record().stageReached
        = isSmoke ? store::ExperimentStage::Smoke : store::ExperimentStage::Checks;
    protocol::CheckRequest request;
    request.candidate = session.candidate;
    request.target = session.target.target;
    for (const auto stage : stages)
        request.stages.emplace_back(protocol::toString(stage));
    request.seed = derivedSeed(session.seed, isSmoke ? 1 : 2);
    request.threads = m_settings.threads;
    request.incumbentNanoseconds = session.target.incumbentNanoseconds;
    CallOptions options {m_settings.callDeadline, {}, session.stop};
    AK_ASSIGN(const auto json, m_worker.call("check", request, options));
    AK_ASSIGN(auto evidence,
        protocol::decode<std::vector<protocol::StageEvidence>>(
            json.value("stages", Json::array())));
    for (auto& stage : evidence)
        session.evidence.stages.push_back(std::move(stage));
    session.record().checkSeconds += secondsSince(begin);
    return {};
}

Result<protocol::PairBlock> ExperimentRunner::timePairs(
    Session& session, int pairs, bool fresh, bool startWithB, std::uint64_t salt)
{
    const auto begin = Clock::now();
    protocol::TimeRequest request;
    request.a = session.target.incumbent;
    request.b = {"candidate", session.candidate};
    request.target = session.target.target;
    request.pairs = pairs;
    request.seed = derivedSeed(session.seed, salt);
    request.startWithB = startWithB;
    request.freshProcesses = fresh;
    request.threads = m_settings.threads;
    request.incumbentNanoseconds = session.target.incumbentNanoseconds;
    CallOptions options {m_settings.callDeadline, {}, session.stop};
    auto block = m_worker.ask<protocol::PairBlock>("time", request, options);
    session.record().timeSeconds += secondsSince(begin);
    return block;
}

Result<judge::GateStep> ExperimentRunner::gate(Session& session, judge::Gate which)
{
    const bool confirms = which == judge::Gate::Confirmation;
    if (m_settings.progress)
        m_settings.progress(confirms ? "confirming" : "timing");
    session.record().stageReached
        = confirms ? store::ExperimentStage::Confirmation : store::ExperimentStage::FirstGate;
    auto& pairs = confirms ? session.evidence.confirmation : session.evidence.first;
    pairs = {judge::ShapePairs {session.target.target.key(), 1, {}}};
    const judge::GateSettings settings {which, m_settings.onGpu, session.target.noiseFloor};
    for (std::uint64_t request = 0;; ++request) {
        const auto decision = judge::decideGate(pairs, settings, m_settings.thresholds);
        if (decision.step != judge::GateStep::Continue)
            return decision.step;
        // A confirmation uses other seeds, other processes and the other order. Its first request
        // makes the processes, later ones use them on.
        const bool fresh = confirms && request == 0;
        AK_ASSIGN(
            auto block, timePairs(session, decision.morePairs, fresh, confirms, confirms ? 4 : 3));
        session.record().blocks.push_back({confirms ? store::BlockPurpose::Confirmation
                : request == 0                      ? store::BlockPurpose::Quick
                                                    : store::BlockPurpose::FirstGate,
            block});
        pairs.front().blocks.push_back(std::move(block));
    }
}

Result<void> ExperimentRunner::printedBlock(Session& session)
{
    session.record().stageReached = store::ExperimentStage::Estimate;
    AK_ASSIGN(auto block, timePairs(session, m_settings.thresholds.printedPairs, false, true, 4));
    session.record().blocks.push_back({store::BlockPurpose::Estimate, block});
    session.evidence.printed
        = {judge::ShapePairs {session.target.target.key(), 1, {std::move(block)}}};
    return {};
}

void ExperimentRunner::conclude(Session& session, const std::optional<Error>& error)
{
    auto& record = session.record();
    auto& observation = session.outcome.observation;
    record.checks = session.evidence.stages;
    observation.normalisedHash = session.proposal.hash;
    observation.seconds = secondsSince(session.began);
    if (error) {
        record.verdict = judge::verdictFromError(*error);
        observation.verdict = record.verdict.kind;
        return;
    }
    auto judgement = judge::judge(session.evidence, m_settings.thresholds);
    record.verdict = judgement.verdict;
    observation.verdict = record.verdict.kind;
    session.outcome.alarms = std::move(judgement.alarms);
    const auto& deciding = judgement.confirmation && judgement.confirmation->sequence.pairs > 0
        ? judgement.confirmation
        : judgement.first;
    if (!deciding || deciding->sequence.pairs == 0)
        return;
    const auto& timed = session.evidence.confirmation.empty() ? session.evidence.first
                                                              : session.evidence.confirmation;
    const auto series = judge::pairSeries(timed.front().blocks);
    record.incumbentMicroseconds = series.aNanoseconds / 1000;
    record.candidateMicroseconds = series.bNanoseconds / 1000;
    if (series.logRatios.empty())
        return;
    record.overIncumbent = intervalOf(series);
    if (judgement.gain)
        record.overIncumbent = store::SpeedupInterval {
            judgement.gain->speedup, judgement.gain->low, judgement.gain->high};
    session.outcome.logOverIncumbent = std::log(record.overIncumbent->value);
    const double overEager
        = session.target.incumbentLogOverEager + session.outcome.logOverIncumbent;
    record.overEager = store::SpeedupInterval {std::exp(overEager),
        std::exp(session.target.incumbentLogOverEager) * record.overIncumbent->low,
        std::exp(session.target.incumbentLogOverEager) * record.overIncumbent->high};
    const double starter = session.target.starterLogOverEager.value_or(overEager);
    observation.logSpeedup = overEager - starter;
    const auto n = static_cast<double>(deciding->sequence.pairs);
    observation.noise = deciding->sequence.scale / std::sqrt(n);
    record.overStarter = store::SpeedupInterval {std::exp(observation.logSpeedup),
        record.overEager->low / std::exp(starter), record.overEager->high / std::exp(starter)};
    if (record.verdict.kind == judge::VerdictKind::Kept) {
        const auto origin = session.target.starterLogOverEager ? store::GainOrigin::Search
            : session.proposal.candidate.manifest.prepare      ? store::GainOrigin::Packing
                                                               : store::GainOrigin::Starter;
        record.keep = store::Keep {origin, *record.overIncumbent, record.overEager};
    }
}

Result<judge::AaControl> ExperimentRunner::runAaControl(
    const TargetState& target, std::uint64_t seed, int blocks, std::stop_token stop)
{
    std::vector<protocol::PairBlock> measured;
    for (int i = 0; i < blocks; ++i) {
        protocol::TimeRequest request;
        request.a = target.incumbent;
        request.b = target.incumbent;
        request.b.name = "copy of the incumbent";
        request.target = target.target;
        request.pairs = m_settings.onGpu ? 20 : 30;
        request.seed = derivedSeed(seed, 100 + static_cast<std::uint64_t>(i));
        request.startWithB = i % 2 == 1;
        request.freshProcesses = true;
        request.threads = m_settings.threads;
        request.incumbentNanoseconds = target.incumbentNanoseconds;
        AK_ASSIGN(auto block,
            m_worker.ask<protocol::PairBlock>(
                "time", request, {m_settings.callDeadline, {}, stop}));
        measured.push_back(std::move(block));
    }
    return judge::judgeAaControl(measured, m_settings.onGpu, m_settings.thresholds);
}

} // namespace autokernel::engine
