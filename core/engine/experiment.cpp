// SPDX-License-Identifier: Apache-2.0
#include "engine/experiment.h"

#include "engine/experiment_session.h"
#include "judge/evidence_context.h"
#include "judge/pair.h"
#include "judge/speedup.h"
#include "store/timestamp.h"

#include <array>
#include <cmath>

namespace autokernel::engine {
namespace {

constexpr int kMostPrintedRequests = 4;
// Of the target's scoring shape, about what the five stages run of it.
constexpr int kCallsOfCheck = 100;

constexpr std::array kSmoke {protocol::Stage::Smoke};
constexpr std::array kSanitizer {protocol::Stage::Sanitizer};

store::SpeedupInterval scaled(const store::SpeedupInterval& interval, double logFactor)
{
    const double factor = std::exp(logFactor);
    return {factor * interval.value, factor * interval.low, factor * interval.high};
}

} // namespace

store::SpeedupInterval inverse(const store::SpeedupInterval& speedup)
{
    return {1 / speedup.value, 1 / speedup.high, 1 / speedup.low};
}

store::SpeedupInterval chained(
    const store::SpeedupInterval& first, const store::SpeedupInterval& second)
{
    const double value = first.value * second.value;
    const double down
        = std::hypot(std::log(first.value / first.low), std::log(second.value / second.low));
    const double up
        = std::hypot(std::log(first.high / first.value), std::log(second.high / second.value));
    return {value, value * std::exp(-down), value * std::exp(up)};
}

// A step of SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t derivedSeed(std::uint64_t seed, std::uint64_t salt)
{
    std::uint64_t z = seed + 0x9E3779B97F4A7C15ULL * (salt + 1);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

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
    evidence.noiseFloor = target.conditions.noiseFloor;
    evidence.keepingStopped = target.conditions.keepingStopped;
    evidence.seed = seed;
    const auto result = steps(session);
    conclude(session, result ? std::nullopt : std::optional<Error>(result.error()));
    return std::move(session.outcome);
}

// Also of a candidate that lost: what is rejected as impossible is so on roofs measured again.
Result<void> ExperimentRunner::steps(Session& session)
{
    AK_TRY(stepsToTheEnd(session));
    return remeasureRoofs(session);
}

Result<void> ExperimentRunner::stepsToTheEnd(Session& session)
{
    AK_TRY(compile(session));
    AK_TRY(check(session, kSmoke));
    const auto failed
        = [&] { return !judge::judgeCorrectness(session.evidence.stages, {}).passed(); };
    if (failed())
        return {};
    AK_ASSIGN(const auto first, gate(session, Round::First));
    if (first != judge::GateStep::Faster)
        return {};
    AK_TRY(check(session, judge::fullStages()));
    if (failed())
        return {};
    // On a GPU too, where the worker answers why it is skipped, and the keep says so.
    AK_TRY(check(session, kSanitizer));
    if (failed())
        return {};
    AK_ASSIGN(const auto second, gate(session, Round::Confirmation));
    if (second != judge::GateStep::Faster)
        return {};
    AK_ASSIGN(const bool goesOn, isBelievable(session));
    return goesOn ? printedBlock(session) : Result<void>();
}

// One retry on a fresh worker: the worker may have died of something else (TRUST 4).
Result<Json> ExperimentRunner::call(
    Session& session, const std::string& op, const Json& fields, std::chrono::seconds deadline)
{
    const CallOptions options {deadline, {}, session.stop};
    auto reply = m_worker.call(op, fields, options);
    if (reply || !isWorkerLost(reply.error()))
        return reply;
    if (!session.hasRetried) {
        session.hasRetried = true;
        step("again on a fresh worker");
        reply = m_worker.call(op, fields, options);
        if (reply || !isWorkerLost(reply.error()))
            return reply;
    }
    return fail(
        ErrorCode::RuntimeError, "kills workers, one after the other: {}", reply.error().message);
}

Result<void> ExperimentRunner::compile(Session& session)
{
    step("compiling");
    const auto begin = m_settings.now();
    session.record().stageReached = store::ExperimentStage::Compile;
    auto json = call(session, "compile",
        {{"candidate", session.candidate}, {"target", session.target.target}},
        m_settings.callDeadline);
    session.record().compileSeconds = secondsSince(begin);
    if (!json) {
        session.record().compileLog = json.error().detail;
        return fail(std::move(json).error());
    }
    AK_ASSIGN(const auto reply, protocol::decode<protocol::CompileReply>(*json));
    session.record().binarySha256 = reply.binarySha256;
    session.record().compileLog = reply.log;
    session.evidence.unusualInstructions = reply.unusualInstructions;
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
    AK_ASSIGN(const auto json,
        call(session, "check", request,
            deadlineOf(m_settings.callDeadline, kCallsOfCheck, request.incumbentNanoseconds)));
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
    const auto json = call(session, "time", request,
        deadlineOf(m_settings.callDeadline, 2 * request.pairs, request.incumbentNanoseconds));
    session.record().timeSeconds += secondsSince(begin);
    // The original itself: no candidate can help that, and three of it end the run.
    if (!json && json.error().code == ErrorCode::BaselineFailed && !request.a.candidate)
        return fail(
            ErrorCode::Internal, "the original could not be timed: {}", json.error().message);
    if (!json)
        return fail(json.error());
    return protocol::decode<protocol::PairBlock>(*json);
}

Result<judge::GateStep> ExperimentRunner::gate(Session& session, Round round)
{
    const bool confirms = round != Round::First;
    const bool isAgain = round == Round::Again;
    step(isAgain ? "confirming a second time" : confirms ? "confirming" : "timing");
    session.record().stageReached
        = confirms ? store::ExperimentStage::Confirmation : store::ExperimentStage::FirstGate;
    auto& evidence = session.evidence;
    auto& pairs = isAgain ? evidence.again : confirms ? evidence.confirmation : evidence.first;
    pairs = {judge::ShapePairs {session.target.target.key(), 1, {}}};
    const judge::GateSettings settings {confirms ? judge::Gate::Confirmation : judge::Gate::First,
        m_settings.onGpu, session.target.conditions.noiseFloor};
    for (std::uint64_t request = 0;; ++request) {
        const auto decision = judge::decideGate(pairs, settings, m_settings.thresholds);
        if (decision.step != judge::GateStep::Continue)
            return decision.step;
        // A confirmation uses other seeds, other processes and the other order, anew in each
        // request: the worker keeps only the processes of the first gate, and those are what a
        // confirmation must not depend on.
        const std::uint64_t salt = isAgain ? kAgainSalt + request
            : confirms                     ? kConfirmationSalt + request
                                           : std::uint64_t {kFirstGateSalt};
        AK_ASSIGN(auto block,
            timePairs(session, {decision.morePairs, confirms, confirms && !isAgain, salt}));
        session.record().blocks.push_back({isAgain ? store::BlockPurpose::SecondConfirmation
                : confirms                         ? store::BlockPurpose::Confirmation
                : request == 0                     ? store::BlockPurpose::Quick
                                                   : store::BlockPurpose::FirstGate,
            block});
        pairs.front().blocks.push_back(std::move(block));
    }
}

// Pairs that do not count are asked for again, as long as that is not too often.
Result<void> ExperimentRunner::printedBlock(Session& session)
{
    step("timing what is printed");
    session.record().stageReached = store::ExperimentStage::Estimate;
    auto& printed = session.evidence.printed;
    printed = {judge::ShapePairs {session.target.target.key(), 1, {}}};
    auto& blocks = printed.front().blocks;
    for (std::uint64_t request = 0; request < kMostPrintedRequests; ++request) {
        const auto counted = static_cast<int>(judge::pairSeries(blocks).logRatios.size());
        const int missing = m_settings.thresholds.printedPairs - counted;
        if (missing <= 0)
            break;
        AK_ASSIGN(auto block,
            timePairs(session,
                {missing, true, request % 2 == 0,
                    request == 0 ? std::uint64_t {kPrintedSalt} : kMorePrintedSalt + request}));
        session.record().blocks.push_back({store::BlockPurpose::Estimate, block});
        blocks.push_back(std::move(block));
    }
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
    // What the pairs themselves say: the gate's own sequence clips large ratios and only decides.
    record.overIncumbent = judge::medianSpeedup(series.logRatios);
    if (judgement.gain)
        record.overIncumbent = store::SpeedupInterval {
            judgement.gain->speedup, judgement.gain->low, judgement.gain->high};
    session.outcome.logOverIncumbent = std::log(record.overIncumbent->value);
    observation.logSpeedup = target.incumbent.logOverEager + session.outcome.logOverIncumbent;
    // Eager itself is an incumbent without an interval; a champion brings its own.
    record.overEager = target.incumbent.overEager
        ? chained(*record.overIncumbent, *target.incumbent.overEager)
        : scaled(*record.overIncumbent, target.incumbent.logOverEager);
    const auto& candidate = session.proposal.candidate;
    const bool isStarter = target.isStarter(candidate.source, candidate.tunables);
    if (isStarter)
        record.overStarter = store::SpeedupInterval {};
    else if (target.incumbent.overStarter)
        record.overStarter = chained(*record.overIncumbent, *target.incumbent.overStarter);
    const auto n = static_cast<double>(deciding->sequence.pairs);
    observation.noise = deciding->sequence.scale / std::sqrt(n);
    if (record.verdict.kind == judge::VerdictKind::Kept) {
        const auto origin = !isStarter   ? store::GainOrigin::Search
            : candidate.manifest.prepare ? store::GainOrigin::Packing
                                         : store::GainOrigin::Starter;
        record.keep = store::Keep {origin, *record.overIncumbent, record.overEager};
    }
}

} // namespace autokernel::engine
