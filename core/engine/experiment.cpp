// SPDX-License-Identifier: Apache-2.0
#include "engine/experiment.h"

#include "base/statistics.h"
#include "judge/evidence_context.h"
#include "judge/pair.h"
#include "store/timestamp.h"

#include <array>
#include <cmath>

namespace autokernel::engine {
namespace {

// What the seeds of one experiment are for; each request of a confirmation has one of its own.
enum Salt : std::uint64_t
{
    kSmokeSalt = 1,
    kCheckSalt = 2,
    kFirstGateSalt = 3,
    kPrintedSalt = 4,
    kConfirmationSalt = 1000
};

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

store::SpeedupInterval scaled(const store::SpeedupInterval& interval, double logFactor)
{
    const double factor = std::exp(logFactor);
    return {factor * interval.value, factor * interval.low, factor * interval.high};
}

} // namespace

// A step of SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t derivedSeed(std::uint64_t seed, std::uint64_t salt)
{
    std::uint64_t z = seed + 0x9E3779B97F4A7C15ULL * (salt + 1);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

struct ExperimentRunner::Session
{
    const TargetState& target;
    const mutate::Proposal& proposal;
    std::uint64_t seed;
    std::stop_token stop;
    Seconds began;
    ExperimentOutcome outcome {};
    judge::Evidence evidence {};
    protocol::CandidateRef candidate {};

    store::ExperimentRecord& record() { return outcome.record; }
};

struct ExperimentRunner::Timing
{
    int pairs = 0;
    bool freshProcesses = false; // new processes, new data
    bool startWithB = false;
    std::uint64_t salt = 0;
};

void ExperimentRunner::step(const std::string& text) const
{
    if (m_settings.progress)
        m_settings.progress(text);
}

double ExperimentRunner::secondsSince(Seconds begin) const
{
    return (m_settings.now() - begin).count();
}

ExperimentOutcome ExperimentRunner::run(const TargetState& target, const mutate::Proposal& proposal,
    std::uint64_t seed, std::stop_token stop)
{
    Session session {target, proposal, seed, std::move(stop), m_settings.now()};
    session.candidate = {proposal.candidate.source, proposal.candidate.tunables};
    auto& record = session.record();
    record.target = target.id;
    record.candidate = {proposal.candidate.source, proposal.candidate.tunables, proposal.hash,
        proposal.candidate.manifest.title, proposal.candidate.manifest.language};
    record.mutator = proposal.mutator;
    record.idea = proposal.idea;
    record.seed = seed;
    record.incumbent = target.incumbent.id;
    record.thresholds = m_settings.thresholds;
    record.startedAt = store::utcNow();
    auto& evidence = session.evidence;
    evidence.requiredShapes = {target.target.key()};
    if (target.floorNanoseconds > 0)
        evidence.floorNanoseconds[target.target.key()] = target.floorNanoseconds;
    evidence.onGpu = m_settings.onGpu;
    evidence.threads = m_settings.threads;
    evidence.noiseFloor = target.control.noiseFloor;
    evidence.keepingStopped = target.control.keepingStopped;
    evidence.seed = seed;
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
    step("compiling");
    const auto begin = m_settings.now();
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
    const auto begin = m_settings.now();
    const bool isSmoke = stages.front() == protocol::Stage::Smoke;
    step(isSmoke ? "smoke check" : "checking");
    session.record().stageReached
        = isSmoke ? store::ExperimentStage::Smoke : store::ExperimentStage::Checks;
    protocol::CheckRequest request;
    request.candidate = session.candidate;
    request.target = session.target.target;
    for (const auto stage : stages)
        request.stages.emplace_back(protocol::toString(stage));
    request.seed = derivedSeed(session.seed, isSmoke ? kSmokeSalt : kCheckSalt);
    request.threads = m_settings.threads;
    request.incumbentNanoseconds = session.target.incumbent.nanoseconds;
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

Result<protocol::PairBlock> ExperimentRunner::timePairs(Session& session, const Timing& timing)
{
    const auto begin = m_settings.now();
    protocol::TimeRequest request;
    request.a = session.target.incumbent.contender;
    request.b = {"candidate", session.candidate};
    request.target = session.target.target;
    request.pairs = timing.pairs;
    request.seed = derivedSeed(session.seed, timing.salt);
    request.startWithB = timing.startWithB;
    request.freshProcesses = timing.freshProcesses;
    request.threads = m_settings.threads;
    request.incumbentNanoseconds = session.target.incumbent.nanoseconds;
    CallOptions options {m_settings.callDeadline, {}, session.stop};
    auto block = m_worker.ask<protocol::PairBlock>("time", request, options);
    session.record().timeSeconds += secondsSince(begin);
    return block;
}

Result<judge::GateStep> ExperimentRunner::gate(Session& session, judge::Gate which)
{
    const bool confirms = which == judge::Gate::Confirmation;
    step(confirms ? "confirming" : "timing");
    session.record().stageReached
        = confirms ? store::ExperimentStage::Confirmation : store::ExperimentStage::FirstGate;
    auto& pairs = confirms ? session.evidence.confirmation : session.evidence.first;
    pairs = {judge::ShapePairs {session.target.target.key(), 1, {}}};
    const judge::GateSettings settings {which, m_settings.onGpu, session.target.control.noiseFloor};
    for (std::uint64_t request = 0;; ++request) {
        const auto decision = judge::decideGate(pairs, settings, m_settings.thresholds);
        if (decision.step != judge::GateStep::Continue)
            return decision.step;
        // A confirmation uses other seeds, other processes and the other order, anew in each
        // request: the worker keeps only the processes of the first gate, and those are what a
        // confirmation must not depend on.
        const Timing timing {decision.morePairs, confirms, confirms,
            confirms ? kConfirmationSalt + request : kFirstGateSalt};
        AK_ASSIGN(auto block, timePairs(session, timing));
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
    AK_ASSIGN(auto block,
        timePairs(session, {m_settings.thresholds.printedPairs, true, true, kPrintedSalt}));
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
    record.judgeContext = judge::contextOf(session.evidence, error);
    const auto judgement = judge::judgeExperiment(session.evidence, error, m_settings.thresholds);
    record.verdict = judgement.verdict;
    observation.verdict = record.verdict.kind;
    session.outcome.alarms = judgement.alarms;
    if (!error)
        describeGain(session, judgement);
}

// The figures of a record that was timed, for people and for the search.
void ExperimentRunner::describeGain(Session& session, const judge::Judgement& judgement)
{
    auto& record = session.record();
    auto& observation = session.outcome.observation;
    const auto& target = session.target;
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
    const double overEager = target.incumbent.logOverEager + session.outcome.logOverIncumbent;
    const double starter = target.starterLogOverEager.value_or(overEager);
    record.overEager = scaled(*record.overIncumbent, target.incumbent.logOverEager);
    record.overStarter = scaled(*record.overEager, -starter);
    observation.logSpeedup = overEager - starter;
    const auto n = static_cast<double>(deciding->sequence.pairs);
    observation.noise = deciding->sequence.scale / std::sqrt(n);
    if (record.verdict.kind == judge::VerdictKind::Kept) {
        const auto origin = target.starterLogOverEager    ? store::GainOrigin::Search
            : session.proposal.candidate.manifest.prepare ? store::GainOrigin::Packing
                                                          : store::GainOrigin::Starter;
        record.keep = store::Keep {origin, *record.overIncumbent, record.overEager};
    }
}

} // namespace autokernel::engine
