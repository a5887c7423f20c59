// SPDX-License-Identifier: Apache-2.0
// The part of HistoryWriter that stores candidates, experiments with their evidence, and alarms.
#include "base/sha256.h"
#include "protocol/codec.h"
#include "store/compression.h"
#include "store/history_writer.h"
#include "store/query.h"
#include "store/sample_blob.h"
#include "store/timestamp.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace autokernel::store {
namespace {

constexpr std::size_t kMaximumLogBytes = 16 * 1024;

constexpr const char* kInsertSource = "INSERT OR IGNORE INTO sources(sha256, text) VALUES (?, ?)";
constexpr const char* kInsertCandidate = R"(
INSERT INTO candidates(target_id, normalised_hash, source_sha256, tunables, title, language)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT(target_id, normalised_hash) DO UPDATE SET title = title
RETURNING id)";

constexpr const char* kCountExperiment = R"(
UPDATE runs SET last_number = last_number + 1, experiment_s = experiment_s + ?, heartbeat_at = ?
WHERE id = ?
RETURNING last_number)";
constexpr const char* kCountVerdict = R"(
INSERT INTO run_verdicts(run_id, target_id, verdict, experiments) VALUES (?, ?, ?, 1)
ON CONFLICT(run_id, target_id, verdict) DO UPDATE SET experiments = experiments + 1)";

constexpr const char* kInsertExperiment = R"(
INSERT INTO experiments(run_id, number, target_id, candidate_id, incumbent_id, mutator, idea, control,
    verdict, rule, sentence, stage, over_incumbent, over_incumbent_low, over_incumbent_high,
    over_starter, over_starter_low, over_starter_high, over_eager, over_eager_low, over_eager_high,
    candidate_us, incumbent_us, started_at, compile_s, check_s, time_s)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id)";

constexpr const char* kInsertThresholds = R"(
INSERT INTO thresholds(thresholds) VALUES (?)
ON CONFLICT(thresholds) DO UPDATE SET thresholds = excluded.thresholds
RETURNING id)";
constexpr const char* kInsertDetails = R"(
INSERT INTO experiment_details(experiment_id, thresholds_id, judge_context, seed, binary_sha256,
    compile_log)
VALUES (?, ?, ?, ?, ?, ?))";
constexpr const char* kInsertParent
    = "INSERT INTO experiment_parents(experiment_id, position, candidate_id) VALUES (?, ?, ?)";
constexpr const char* kInsertCheck = R"(
INSERT INTO check_results(experiment_id, stage, cases, worst_max_ratio, worst_rms_ratio, skipped,
    seconds, evidence)
VALUES (?, ?, ?, ?, ?, ?, ?, ?))";
constexpr const char* kInsertSamples
    = "INSERT INTO samples(experiment_id, purpose, pairs, block) VALUES (?, ?, ?, ?)";
constexpr const char* kInsertKeep = R"(
INSERT INTO keeps(experiment_id, run_id, origin, over_incumbent, over_incumbent_low,
    over_incumbent_high, over_eager, over_eager_low, over_eager_high)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?))";
constexpr const char* kInsertAlarm = R"(
INSERT INTO alarms(run_id, experiment_id, signal, action, value, threshold, sentence, is_open,
    raised_at)
VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)
RETURNING id)";
constexpr const char* kCloseAlarm = "UPDATE alarms SET is_open = 0 WHERE id = ?";
constexpr const char* kNotRevalidated
    = "UPDATE keeps SET not_revalidated_because = ? WHERE experiment_id = ?";
constexpr const char* kDemote = "UPDATE keeps SET demoted_because = ? WHERE experiment_id = ?";

CandidateId insertCandidate(
    const Database& database, TargetId target, const NewCandidate& candidate)
{
    const std::string sha256 = sha256Hex(candidate.source);
    Query(database, kInsertSource, sha256, candidate.source).run();
    Query query(database, kInsertCandidate, target, candidate.normalisedHash, sha256,
        Json(candidate.tunables).dump(), candidate.title, candidate.language);
    query.next();
    return query.id<CandidateId>();
}

std::int64_t nextNumber(const Database& database, const ExperimentRecord& e)
{
    Query query(database, kCountExperiment, e.compileSeconds + e.checkSeconds + e.timeSeconds,
        utcNow(), e.run);
    if (!query.next())
        throw Error {ErrorCode::NotFound, fmt::format("There is no run {}.", e.run.value), {}};
    return query.integer();
}

ExperimentId insertExperiment(
    const Database& database, const ExperimentRecord& e, CandidateId candidate)
{
    Query query(database, kInsertExperiment, e.run, nextNumber(database, e), e.target, candidate,
        e.incumbent, e.mutator, e.idea, toString(e.control), toString(e.verdict.kind),
        e.verdict.rule, e.verdict.sentence, toString(e.stageReached), e.overIncumbent,
        e.overStarter, e.overEager, e.candidateMicroseconds, e.incumbentMicroseconds, e.startedAt,
        e.compileSeconds, e.checkSeconds, e.timeSeconds);
    query.next();
    return query.id<ExperimentId>();
}

std::string cutLog(std::string log)
{
    if (log.size() > kMaximumLogBytes) {
        const std::size_t cut = log.size() - kMaximumLogBytes;
        log.resize(kMaximumLogBytes);
        log += fmt::format("\n... {} more bytes were not stored\n", cut);
    }
    return log;
}

void insertDetails(const Database& database, const ExperimentRecord& e, ExperimentId id)
{
    Query thresholds(database, kInsertThresholds, Json(e.thresholds).dump());
    thresholds.next();
    Query(database, kInsertDetails, id, thresholds.integer(), dumpLine(e.judgeContext), e.seed,
        e.binarySha256, cutLog(e.compileLog))
        .run();
    for (std::size_t i = 0; i < e.parents.size(); ++i)
        Query(database, kInsertParent, id, i, e.parents[i]).run();
}

// The largest ratio that applies; NaN when none does.
double worstRatio(const protocol::StageEvidence& stage, double protocol::CheckCase::*ratio)
{
    double worst = std::numeric_limits<double>::quiet_NaN();
    for (const auto& check : stage.cases)
        if (!std::isnan(check.*ratio))
            worst = std::isnan(worst) ? check.*ratio : std::max(worst, check.*ratio);
    return worst;
}

void insertEvidence(const Database& database, const ExperimentRecord& e, ExperimentId id)
{
    for (const auto& stage : e.checks)
        Query(database, kInsertCheck, id, toString(stage.stage), stage.cases.size(),
            worstRatio(stage, &protocol::CheckCase::worstMaxRatio),
            worstRatio(stage, &protocol::CheckCase::worstRmsRatio), stage.skipped, stage.seconds,
            Blob {compress(dumpLine(Json(stage)))})
            .run();
    for (const auto& [purpose, block] : e.blocks)
        Query(database, kInsertSamples, id, toString(purpose), block.pairs.size(),
            Blob {encodePairBlock(block)})
            .run();
    if (e.keep)
        Query(database, kInsertKeep, id, e.run, toString(e.keep->origin), e.keep->overIncumbent,
            e.keep->overEager)
            .run();
}

AlarmId insertAlarm(
    const Database& database, RunId run, const judge::Alarm& alarm, ExperimentId blamed)
{
    Query query(database, kInsertAlarm, run, blamed, alarm.signal, toString(alarm.action),
        alarm.value, alarm.threshold, alarm.sentence, utcNow());
    query.next();
    return query.id<AlarmId>();
}

} // namespace

Result<CandidateId> HistoryWriter::recordCandidate(TargetId target, const NewCandidate& candidate)
{
    CandidateId id;
    AK_TRY(write([&] { id = insertCandidate(m_database, target, candidate); }));
    return id;
}

Result<ExperimentId> HistoryWriter::recordExperiment(
    const ExperimentRecord& experiment, std::span<const judge::Alarm> alarms)
{
    ExperimentId id;
    AK_TRY(write([&] {
        const CandidateId candidate
            = insertCandidate(m_database, experiment.target, experiment.candidate);
        id = insertExperiment(m_database, experiment, candidate);
        insertDetails(m_database, experiment, id);
        insertEvidence(m_database, experiment, id);
        if (experiment.control == ControlKind::None)
            Query(m_database, kCountVerdict, experiment.run, experiment.target,
                toString(experiment.verdict.kind))
                .run();
        for (const auto& alarm : alarms)
            insertAlarm(m_database, experiment.run, alarm, id);
    }));
    return id;
}

Result<AlarmId> HistoryWriter::recordAlarm(
    RunId run, const judge::Alarm& alarm, ExperimentId blamed)
{
    AlarmId id;
    AK_TRY(write([&] { id = insertAlarm(m_database, run, alarm, blamed); }));
    return id;
}

Result<void> HistoryWriter::closeAlarm(AlarmId alarm)
{
    return write([&] { Query(m_database, kCloseAlarm, alarm).run(); });
}

Result<void> HistoryWriter::demote(ExperimentId keep, std::string_view because)
{
    return write([&] { Query(m_database, kDemote, because, keep).run(); });
}

Result<void> HistoryWriter::recordNotRevalidated(ExperimentId keep, std::string_view because)
{
    return write([&] { Query(m_database, kNotRevalidated, because, keep).run(); });
}

Result<void> HistoryWriter::recordRevalidation(ExperimentId keep, const protocol::PairBlock& block)
{
    return write([&] {
        Query(m_database, kInsertSamples, keep, toString(BlockPurpose::Revalidation),
            block.pairs.size(), Blob {encodePairBlock(block)})
            .run();
    });
}

} // namespace autokernel::store
