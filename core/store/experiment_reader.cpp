// SPDX-License-Identifier: Apache-2.0
// The part of HistoryReader that reads candidates and experiments with their evidence.
#include "base/sha256.h"
#include "protocol/codec.h"
#include "store/compression.h"
#include "store/history_reader.h"
#include "store/query.h"
#include "store/sample_blob.h"
#include "store/timestamp.h"

#include <algorithm>

namespace autokernel::store {
namespace {

#define AK_EXPERIMENT_COLUMNS                                                                      \
    "SELECT e.id, e.number, e.run_id, e.target_id, t.key, e.candidate_id, c.title, e.mutator, "    \
    "e.idea, e.control, e.verdict, e.rule, e.sentence, e.stage, e.over_incumbent, "                \
    "e.over_incumbent_low, e.over_incumbent_high, e.over_starter, e.over_starter_low, "            \
    "e.over_starter_high, e.over_eager, e.over_eager_low, e.over_eager_high, e.candidate_us, "     \
    "e.incumbent_us, e.started_at, e.compile_s + e.check_s + e.time_s, e.compile_s, e.check_s, "   \
    "e.time_s"
#define AK_EXPERIMENT_TABLES                                                                       \
    " FROM experiments e JOIN targets t ON t.id = e.target_id "                                    \
    "JOIN candidates c ON c.id = e.candidate_id "

constexpr const char* kSelectExperiment
    = AK_EXPERIMENT_COLUMNS AK_EXPERIMENT_TABLES "WHERE e.id = ?";

constexpr const char* kSelectBriefs = R"(
SELECT id, number, target_id, verdict, control, stage, over_incumbent, over_incumbent_low,
    over_incumbent_high, over_eager, over_eager_low, over_eager_high, candidate_us, started_at,
    compile_s + check_s + time_s, mutator, idea
FROM experiments WHERE run_id = ? AND id > ? ORDER BY id LIMIT ?)";

constexpr const char* kSelectTexts = R"(
SELECT e.id, c.title || char(10) || e.idea || char(10) || e.sentence
FROM experiments e JOIN candidates c ON c.id = e.candidate_id
WHERE e.run_id = ? AND e.id > ? ORDER BY e.id LIMIT ?)";

constexpr const char* kSelectContext
    = "SELECT judge_context FROM experiment_details WHERE experiment_id = ?";

constexpr const char* kSelectByNumber
    = "SELECT id FROM experiments WHERE run_id = ? AND number = ?";

constexpr const char* kSelectDetails = R"(
SELECT e.incumbent_id, h.thresholds, d.judge_context, d.seed,
    d.binary_sha256, d.compile_log
FROM experiments e JOIN experiment_details d ON d.experiment_id = e.id
JOIN thresholds h ON h.id = d.thresholds_id
WHERE e.id = ?)";

constexpr const char* kSelectParents
    = "SELECT candidate_id FROM experiment_parents WHERE experiment_id = ? ORDER BY position";
constexpr const char* kSelectChecks
    = "SELECT evidence FROM check_results WHERE experiment_id = ? ORDER BY id";
constexpr const char* kSelectSamples
    = "SELECT purpose, block FROM samples WHERE experiment_id = ? ORDER BY id";

constexpr const char* kSelectKeep = R"(
SELECT origin, over_incumbent, over_incumbent_low, over_incumbent_high, over_eager, over_eager_low,
    over_eager_high
FROM keeps WHERE experiment_id = ?)";

constexpr const char* kSelectKeeps = AK_EXPERIMENT_COLUMNS
    ", k.demoted_because, k.not_revalidated_because, "
    "(SELECT count(*) FROM samples s WHERE s.experiment_id = e.id), k.origin, k.over_incumbent, "
    "k.over_incumbent_low, k.over_incumbent_high, "
    "k.over_eager, k.over_eager_low, k.over_eager_high" AK_EXPERIMENT_TABLES
    "JOIN keeps k ON k.experiment_id = e.id WHERE k.run_id = ? ORDER BY e.id";

constexpr const char* kSelectCandidate = R"(
SELECT c.id, c.target_id, c.source_sha256, s.text, c.tunables, c.normalised_hash, c.title, c.language
FROM candidates c JOIN sources s ON s.sha256 = c.source_sha256
WHERE c.id = ?)";

ExperimentRow readRow(Query& query)
{
    ExperimentRow row;
    row.id = query.id<ExperimentId>();
    row.number = query.integer();
    row.run = query.id<RunId>();
    row.target = query.id<TargetId>();
    row.targetKey = query.text();
    row.candidate = query.id<CandidateId>();
    row.title = query.text();
    row.mutator = query.text();
    row.idea = query.text();
    row.control = valueOrThrow(controlKindFromString(query.text()));
    row.verdict.kind = valueOrThrow(judge::verdictKindFromString(query.text()));
    row.verdict.rule = query.text();
    row.verdict.sentence = query.text();
    row.stageReached = valueOrThrow(experimentStageFromString(query.text()));
    row.overIncumbent = query.interval();
    row.overStarter = query.interval();
    row.overEager = query.interval();
    row.candidateMicroseconds = query.optionalReal();
    row.incumbentMicroseconds = query.optionalReal();
    row.startedAt = query.text();
    row.seconds = query.real();
    row.compileSeconds = query.real();
    row.checkSeconds = query.real();
    row.timeSeconds = query.real();
    return row;
}

ExperimentBrief readBrief(Query& query)
{
    ExperimentBrief brief;
    brief.id = query.id<ExperimentId>();
    brief.number = query.integer();
    brief.target = query.id<TargetId>();
    brief.verdict = valueOrThrow(judge::verdictKindFromString(query.text()));
    brief.control = valueOrThrow(controlKindFromString(query.text()));
    brief.stageReached = valueOrThrow(experimentStageFromString(query.text()));
    brief.overIncumbent = query.interval();
    brief.overEager = query.interval();
    brief.candidateMicroseconds = query.optionalReal();
    brief.startedAt = secondsSinceEpoch(query.text());
    brief.seconds = query.real();
    brief.mutator = query.text();
    brief.idea = query.text();
    return brief;
}

Keep readKeep(Query& query)
{
    Keep keep;
    keep.origin = valueOrThrow(gainOriginFromString(query.text()));
    keep.overIncumbent = query.interval().value_or(SpeedupInterval {});
    keep.overEager = query.interval();
    return keep;
}

// Only what the query asks for appears in the text, so that SQLite can choose the matching index.
std::string experimentsSql(const ExperimentQuery& query)
{
    std::string sql = AK_EXPERIMENT_COLUMNS AK_EXPERIMENT_TABLES "WHERE 1";
    if (query.run.isValid())
        sql += " AND e.run_id = ?1";
    if (query.target.isValid())
        sql += " AND e.target_id = ?2";
    if (query.verdict == "failed")
        sql += " AND e.verdict NOT IN ('kept', 'reverted', 'inconclusive') AND ?3 IS NOT NULL";
    else if (!query.verdict.empty())
        sql += " AND e.verdict = ?3";
    if (!query.withControls)
        sql += " AND e.control = ''";
    if (!query.text.empty())
        sql += " AND (instr(lower(c.title), lower(?4)) OR instr(lower(e.idea), lower(?4)) "
               "OR instr(lower(e.sentence), lower(?4)) OR e.id IN (SELECT experiment_id FROM "
               "experiment_annotations WHERE instr(lower(note), lower(?4))))";
    if (query.onlyPinned)
        sql += " AND e.id IN (SELECT experiment_id FROM experiment_annotations WHERE is_pinned)";
    if (!query.tag.empty())
        sql += " AND e.id IN (SELECT experiment_id FROM experiment_annotations a, "
               "json_each(a.tags) tag WHERE tag.value = ?6)";
    const bool isNewest = query.order == ExperimentOrder::Newest;
    if (query.order == ExperimentOrder::Fastest)
        sql += " AND e.over_starter IS NOT NULL ORDER BY e.over_starter DESC, e.id";
    else if (query.after.isValid())
        sql += isNewest ? " AND e.id < ?5 ORDER BY e.id DESC" : " AND e.id > ?5 ORDER BY e.id";
    else
        sql += isNewest ? " ORDER BY e.id DESC" : " ORDER BY e.id";
    return sql + " LIMIT ?7";
}

#undef AK_EXPERIMENT_COLUMNS
#undef AK_EXPERIMENT_TABLES

CandidateRow readCandidate(const Database& database, CandidateId id)
{
    Query query(database, kSelectCandidate, id);
    if (!query.next())
        throw Error {ErrorCode::NotFound, fmt::format("There is no candidate {}.", id.value), {}};
    CandidateRow row;
    row.id = query.id<CandidateId>();
    row.target = query.id<TargetId>();
    row.sourceSha256 = query.text();
    row.candidate.source = query.text();
    valueOrThrow(parseJson(query.text())).get_to(row.candidate.tunables);
    row.candidate.normalisedHash = query.text();
    row.candidate.title = query.text();
    row.candidate.language = query.text();
    if (sha256Hex(row.candidate.source) != row.sourceSha256)
        throw Error {ErrorCode::Corrupt,
            fmt::format("The source of candidate {} is damaged: its SHA-256 is not {}.", id.value,
                row.sourceSha256),
            {}};
    return row;
}

void readDetails(const Database& database, ExperimentDetails& details)
{
    Query query(database, kSelectDetails, details.row.id);
    if (!query.next())
        throw Error {ErrorCode::Corrupt,
            fmt::format(
                "Experiment {} has no details; the history is damaged.", details.row.id.value),
            {}};
    details.incumbent = query.id<CandidateId>();
    valueOrThrow(parseJson(query.text())).get_to(details.thresholds);
    details.judgeContext = valueOrThrow(parseJson(query.text()));
    details.seed = static_cast<std::uint64_t>(query.integer());
    details.binarySha256 = query.text();
    details.compileLog = query.text();
}

void readEvidence(const Database& database, ExperimentDetails& details)
{
    const ExperimentId id = details.row.id;
    Query parents(database, kSelectParents, id);
    while (parents.next())
        details.parents.push_back(parents.id<CandidateId>());
    Query checks(database, kSelectChecks, id);
    while (checks.next()) {
        const Json json = valueOrThrow(parseJson(valueOrThrow(decompress(checks.text()))));
        details.checks.push_back(valueOrThrow(protocol::decode<protocol::StageEvidence>(json)));
    }
    Query samples(database, kSelectSamples, id);
    while (samples.next()) {
        const auto purpose = valueOrThrow(blockPurposeFromString(samples.text()));
        details.blocks.push_back({purpose, valueOrThrow(decodePairBlock(samples.text()))});
    }
    if (Query keep(database, kSelectKeep, id); keep.next())
        details.keep = readKeep(keep);
}

} // namespace

Result<std::vector<ExperimentRow>> HistoryReader::experiments(const ExperimentQuery& query) const
{
    std::vector<ExperimentRow> result;
    AK_TRY(m_database.guarded([&] {
        // The last number is always bound, so SQLite knows of seven parameters in every form.
        const std::string sql = experimentsSql(query);
        Query rows(m_database, sql.c_str(), query.run, query.target, query.verdict, query.text,
            query.after, query.tag, query.limit);
        while (rows.next())
            result.push_back(readRow(rows));
    }));
    return result;
}

Result<std::vector<ExperimentBrief>> HistoryReader::briefs(
    RunId run, ExperimentId after, int limit) const
{
    std::vector<ExperimentBrief> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectBriefs, run, after.value, limit);
        while (query.next())
            result.push_back(readBrief(query));
    }));
    return result;
}

Result<std::vector<ExperimentText>> HistoryReader::texts(
    RunId run, ExperimentId after, int limit) const
{
    std::vector<ExperimentText> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectTexts, run, after.value, limit);
        while (query.next()) {
            const auto id = query.id<ExperimentId>();
            result.push_back({id, query.text()});
        }
    }));
    return result;
}

Result<ExperimentRow> HistoryReader::experimentRow(ExperimentId id) const
{
    ExperimentRow row;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectExperiment, id);
        if (!query.next())
            throw Error {
                ErrorCode::NotFound, fmt::format("There is no experiment {}.", id.value), {}};
        row = readRow(query);
    }));
    return row;
}

Result<std::optional<double>> HistoryReader::noiseFloor(ExperimentId id) const
{
    std::optional<double> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectContext, id);
        if (!query.next())
            return;
        const Json context = valueOrThrow(parseJson(query.text()));
        if (const auto floor = context.find("noise_floor");
            floor != context.end() && floor->is_number())
            result = floor->get<double>();
    }));
    return result;
}

Result<ExperimentDetails> HistoryReader::experiment(ExperimentId id) const
{
    ExperimentDetails details;
    AK_TRY(m_database.guarded([&] {
        {
            Query query(m_database, kSelectExperiment, id);
            if (!query.next())
                throw Error {ErrorCode::NotFound,
                    fmt::format("There is no experiment {} in {}; `autokernel-cli list` shows all.",
                        id.value, m_database.file().string()),
                    {}};
            details.row = readRow(query);
        }
        details.candidate = readCandidate(m_database, details.row.candidate);
        readDetails(m_database, details);
        readEvidence(m_database, details);
    }));
    return details;
}

Result<ExperimentId> HistoryReader::experimentByNumber(RunId run, std::int64_t number) const
{
    ExperimentId id;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectByNumber, run, number);
        if (query.next())
            id = query.id<ExperimentId>();
    }));
    if (!id.isValid())
        return fail(ErrorCode::NotFound, "Run {} has no experiment {}.", run.value, number);
    return id;
}

Result<CandidateRow> HistoryReader::candidate(CandidateId id) const
{
    CandidateRow row;
    AK_TRY(m_database.guarded([&] { row = readCandidate(m_database, id); }));
    return row;
}

Result<std::vector<KeepRow>> HistoryReader::keeps(RunId run) const
{
    std::vector<KeepRow> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectKeeps, run);
        while (query.next()) {
            KeepRow row;
            row.experiment = readRow(query);
            row.demotedBecause = query.text();
            row.notRevalidatedBecause = query.text();
            row.blocks = query.integer();
            row.keep = readKeep(query);
            result.push_back(std::move(row));
        }
    }));
    return result;
}

} // namespace autokernel::store
