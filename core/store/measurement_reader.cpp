// SPDX-License-Identifier: Apache-2.0
// The part of HistoryReader that reads ladders, whole-model timings, alarms and the log.
#include "protocol/codec.h"
#include "store/history_reader.h"
#include "store/query.h"
#include "store/sample_blob.h"

#include <algorithm>

namespace autokernel::store {
namespace {

constexpr const char* kSelectLadder = R"(
SELECT l.target_id, coalesce(t.key, ''), l.contender, l.is_ours, l.is_free, l.correct, l.error,
    l.median_us, l.low_us, l.high_us, l.recipe, l.prepare_s, l.maximum_error_ratio, l.measured_at,
    l.samples, coalesce(l.witness_samples, X'')
FROM ladder_rows l LEFT JOIN targets t ON t.id = l.target_id
WHERE l.run_id = ? ORDER BY l.id)";

constexpr const char* kSelectEndToEnd = R"(
SELECT id, kind, baseline, contender, over_baseline, over_baseline_low, over_baseline_high,
    baseline_us, contender_us, forecast, left_out_target_id, worst_max_ratio, worst_rms_ratio,
    inputs_checked, truth, accept_exit_code, verified, not_verified_because, measured_at,
    experiments_before
FROM end_to_end WHERE run_id = ? ORDER BY id)";
constexpr const char* kSelectEndToEndTargets
    = "SELECT target_id FROM end_to_end_targets WHERE end_to_end_id = ?";
constexpr const char* kSelectEndToEndSamples
    = "SELECT block FROM end_to_end_samples WHERE end_to_end_id = ? ORDER BY id";

constexpr const char* kSelectAlarms = R"(
SELECT id, experiment_id, signal, action, value, threshold, sentence, is_open, raised_at
FROM alarms WHERE run_id = ? ORDER BY id)";
constexpr const char* kSelectLog
    = "SELECT at, level, text FROM log WHERE run_id = ? ORDER BY id DESC LIMIT ?";

LadderRow readLadderRow(Query& query, RunId run)
{
    LadderRow row;
    LadderRecord& record = row.record;
    record.run = run;
    record.target = query.id<TargetId>();
    record.samples.target = query.text();
    record.samples.name = query.text();
    record.isOurs = query.boolean();
    record.isFree = query.boolean();
    record.samples.correct = query.boolean();
    record.samples.error = query.text();
    row.medianMicroseconds = query.real();
    row.lowMicroseconds = query.real();
    row.highMicroseconds = query.real();
    valueOrThrow(parseJson(query.text())).get_to(record.recipe);
    record.prepareSeconds = query.real();
    record.maximumErrorRatio = query.real();
    row.measuredAt = query.text();
    record.samples.nanoseconds = valueOrThrow(decodeSamples(query.text()));
    if (const auto witness = query.text(); !witness.empty()) // rows of the first schema have none
        record.samples.witnessNanoseconds = valueOrThrow(decodeSamples(witness));
    return row;
}

EndToEndRow readEndToEnd(Query& query, RunId run)
{
    EndToEndRow row;
    EndToEndRecord& record = row.record;
    record.run = run;
    row.id = query.id<EndToEndId>();
    record.kind = valueOrThrow(modelMeasurementFromString(query.text()));
    record.baseline = query.text();
    record.contender = query.text();
    record.overBaseline = query.interval().value_or(SpeedupInterval {});
    record.baselineMicroseconds = query.optionalReal();
    record.contenderMicroseconds = query.optionalReal();
    record.forecast = query.optionalReal();
    record.leftOut = query.id<TargetId>();
    record.worstMaxRatio = query.optionalReal();
    record.worstRmsRatio = query.optionalReal();
    record.inputsChecked = query.number();
    record.truth = query.text();
    if (const auto code = query.optionalReal())
        record.acceptExitCode = static_cast<int>(*code);
    record.verified = query.boolean();
    record.notVerifiedBecause = query.text();
    row.measuredAt = query.text();
    row.experimentsBefore = query.integer();
    return row;
}

judge::AlarmAction actionFromString(std::string_view text)
{
    using judge::AlarmAction;
    for (const auto action : {AlarmAction::Note, AlarmAction::Quarantine, AlarmAction::Inconclusive,
             AlarmAction::Reject, AlarmAction::StopKeeping})
        if (judge::toString(action) == text)
            return action;
    throw Error {ErrorCode::Corrupt,
        fmt::format("the history holds the unknown alarm action '{}'", text), {}};
}

} // namespace

Result<std::vector<LadderRow>> HistoryReader::ladder(RunId run) const
{
    std::vector<LadderRow> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectLadder, run);
        while (query.next())
            result.push_back(readLadderRow(query, run));
    }));
    return result;
}

Result<std::vector<EndToEndRow>> HistoryReader::endToEnd(RunId run) const
{
    std::vector<EndToEndRow> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectEndToEnd, run);
        while (query.next()) {
            EndToEndRow row = readEndToEnd(query, run);
            Query targets(m_database, kSelectEndToEndTargets, row.id);
            while (targets.next())
                row.record.applied.push_back(targets.id<TargetId>());
            Query samples(m_database, kSelectEndToEndSamples, row.id);
            while (samples.next())
                row.record.blocks.push_back(valueOrThrow(decodePairBlock(samples.text())));
            result.push_back(std::move(row));
        }
    }));
    return result;
}

Result<std::vector<StoredAlarm>> HistoryReader::alarms(RunId run) const
{
    std::vector<StoredAlarm> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectAlarms, run);
        while (query.next()) {
            StoredAlarm row;
            row.id = query.id<AlarmId>();
            row.experiment = query.id<ExperimentId>();
            row.alarm.signal = query.text();
            row.alarm.action = actionFromString(query.text());
            row.alarm.value = query.real();
            row.alarm.threshold = query.real();
            row.alarm.sentence = query.text();
            row.isOpen = query.boolean();
            row.raisedAt = query.text();
            result.push_back(std::move(row));
        }
    }));
    return result;
}

Result<std::vector<LogLine>> HistoryReader::logLines(RunId run, int limit) const
{
    std::vector<LogLine> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectLog, run, limit);
        while (query.next()) {
            LogLine line;
            line.at = query.text();
            line.level = valueOrThrow(logLevelFromString(query.text()));
            line.text = query.text();
            result.push_back(std::move(line));
        }
        std::reverse(result.begin(), result.end());
    }));
    return result;
}

} // namespace autokernel::store
