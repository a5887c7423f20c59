// SPDX-License-Identifier: Apache-2.0
#include "store/history_writer.h"

#include "base/statistics.h"
#include "protocol/codec.h"
#include "store/query.h"
#include "store/sample_blob.h"
#include "store/sqlite_error.h"
#include "store/timestamp.h"

#include <cmath>
#include <limits>

namespace autokernel::store {
namespace {

constexpr const char* kCountDeadRuns
    = "SELECT count(*) FROM runs WHERE state IN ('active', 'paused')";
constexpr const char* kInterruptDeadRuns
    = "UPDATE runs SET state = 'interrupted' WHERE state IN ('active', 'paused')";

constexpr const char* kInsertDevice = R"(
INSERT INTO devices(device, name, cores, memory_bytes, last_level_cache_bytes, isa, signature)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(device, signature) DO UPDATE SET name = excluded.name
RETURNING id)";

constexpr const char* kInsertRoofs
    = "INSERT INTO roofs(device_id, measured_at, roofs) VALUES (?, ?, ?) RETURNING id";

constexpr const char* kInsertModel = R"(
INSERT INTO models(name, sha256, dtype, inputs, threads, route, parameters, bytes, exported_path,
    inputs_path, export_maximum_difference)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(sha256, dtype, inputs, threads) DO UPDATE SET
    exported_path = excluded.exported_path, inputs_path = excluded.inputs_path
RETURNING id)";

constexpr const char* kInsertRun = R"(
INSERT INTO runs(kind, state, device_id, model_id, config, seed, command_line, version, started_at,
    heartbeat_at)
VALUES (?, 'active', ?, ?, ?, ?, ?, ?, ?, ?)
RETURNING id)";

constexpr const char* kUpdateRun = R"(
UPDATE runs SET state = ?1, ended_at = ?2, heartbeat_at = ?3,
    summary = CASE WHEN ?4 = '' THEN summary ELSE ?4 END
WHERE id = ?5)";

constexpr const char* kUpdateRunConfig = "UPDATE runs SET config = ? WHERE id = ?";
constexpr const char* kHeartbeat = "UPDATE runs SET heartbeat_at = ? WHERE id = ?";

constexpr const char* kInsertTarget = R"(
INSERT INTO targets(key, type, variant, dtype, symbols, scalars) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT(key) DO UPDATE SET type = excluded.type
RETURNING id)";

constexpr const char* kInsertRunTarget = R"(
INSERT INTO run_targets(run_id, target_id, share, state, reason) VALUES (?, ?, ?, ?, ?)
ON CONFLICT(run_id, target_id) DO UPDATE SET
    share = excluded.share, state = excluded.state, reason = excluded.reason)";

constexpr const char* kInsertProfile = R"(
INSERT INTO profiles(run_id, taken_at, forward_us, forward_low_us, forward_high_us, outside_ops_us)
VALUES (?, ?, ?, ?, ?, ?)
RETURNING id)";

constexpr const char* kInsertOpInstance = R"(
INSERT INTO op_instances(profile_id, target_id, site, op, signature, constant_inputs, scope, calls,
    us_per_forward)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?))";

constexpr const char* kInsertLadderRow = R"(
INSERT INTO ladder_rows(run_id, target_id, contender, is_ours, is_free, correct, error, median_us,
    low_us, high_us, recipe, prepare_s, maximum_error_ratio, measured_at, samples,
    witness_samples)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))";

constexpr const char* kInsertEndToEnd = R"(
INSERT INTO end_to_end(run_id, kind, baseline, contender, over_baseline, over_baseline_low,
    over_baseline_high, baseline_us, contender_us, forecast, left_out_target_id, worst_max_ratio,
    worst_rms_ratio, inputs_checked, truth, accept_exit_code, verified, not_verified_because,
    measured_at, experiments_before)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
    (SELECT last_number FROM runs WHERE id = ?1))
RETURNING id)";
constexpr const char* kInsertEndToEndTarget
    = "INSERT OR IGNORE INTO end_to_end_targets(end_to_end_id, target_id) VALUES (?, ?)";
constexpr const char* kInsertEndToEndSamples
    = "INSERT INTO end_to_end_samples(end_to_end_id, block) VALUES (?, ?)";

constexpr const char* kInsertLog = "INSERT INTO log(run_id, at, level, text) VALUES (?, ?, ?, ?)";

template <typename IdType> IdType insertedId(Query& query)
{
    query.next();
    return query.id<IdType>();
}

TargetId insertTarget(const Database& database, const kernel::Target& target)
{
    Query query(database, kInsertTarget, target.key(), target.type, target.variant,
        toString(target.dtype), kernel::formatSymbols(target.symbols), Json(target.scalars).dump());
    return insertedId<TargetId>(query);
}

void insertLadderRow(const Database& database, const LadderRecord& row, const std::string& now)
{
    const auto& samples = row.samples.nanoseconds;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto interval
        = samples.empty() ? statistics::Interval {nan, nan} : statistics::medianInterval(samples);
    Query(database, kInsertLadderRow, row.run, row.target, row.samples.name, row.isOurs, row.isFree,
        row.samples.correct, row.samples.error,
        samples.empty() ? nan : statistics::median(samples) / 1e3, interval.low / 1e3,
        interval.high / 1e3, dumpLine(row.recipe), row.prepareSeconds, row.maximumErrorRatio, now,
        Blob {encodeSamples(samples)}, Blob {encodeSamples(row.samples.witnessNanoseconds)})
        .run();
}

// A writer that did not come to its end may have left a file that an ended one would not: a full or
// failing disk, a lost power supply. Looked at before anything is written to it.
Result<void> checkAfterUncleanEnd(const std::filesystem::path& file)
{
    const auto database = Database::open(file, OpenMode::ReadOnly);
    if (!database) // absent, empty or too old; opening it for writing says what is wrong otherwise
        return {};
    bool hasDeadRun = false;
    AK_TRY(database->guarded([&] {
        Query query(*database, kCountDeadRuns);
        hasDeadRun = query.next() && query.integer() > 0;
    }));
    return hasDeadRun ? database->quickCheck() : Result<void>();
}

} // namespace

HistoryWriter::HistoryWriter(ProjectLock lock, Database database)
    : m_lock(std::move(lock))
    , m_database(std::move(database))
{
}

Result<HistoryWriter> HistoryWriter::open(const std::filesystem::path& file)
{
    std::error_code error;
    if (const auto folder = std::filesystem::absolute(file).parent_path();
        !std::filesystem::create_directories(folder, error) && error)
        return fail(ErrorCode::Io,
            "The folder {} cannot be made: {}. Choose another file with --history.",
            folder.string(), error.message());
    AK_TRY(checkNotForeign(file));
    AK_ASSIGN(ProjectLock lock, ProjectLock::acquire(file));
    AK_TRY(checkAfterUncleanEnd(file));
    AK_ASSIGN(Database database, Database::open(file, OpenMode::ReadWrite));
    HistoryWriter writer(std::move(lock), std::move(database));
    // Whoever holds the lock knows that no other process works on a run.
    AK_TRY(
        writer.m_database.transaction([&] { Query(writer.m_database, kInterruptDeadRuns).run(); }));
    return writer;
}

Result<void> HistoryWriter::write(const std::function<void()>& work)
{
    for (int failures = 0;;) {
        auto stored = m_database.transaction(work);
        if (stored && failures > 0 && m_patience.stored)
            m_patience.stored();
        if (stored || (stored.error().code != ErrorCode::Locked && !isOutOfSpace(stored.error()))
            || !m_patience.mayTryAgain || !m_patience.mayTryAgain(stored.error(), ++failures))
            return stored;
    }
}

Result<DeviceId> HistoryWriter::recordDevice(const protocol::DeviceInfo& device)
{
    DeviceId id;
    AK_TRY(write([&] {
        Query query(m_database, kInsertDevice, device.id, device.name, device.cores,
            device.memoryBytes, device.lastLevelCacheBytes, Json(device.isa).dump(),
            device.signature);
        id = insertedId<DeviceId>(query);
    }));
    return id;
}

Result<RoofsId> HistoryWriter::recordRoofs(DeviceId device, const roofline::Roofs& roofs)
{
    RoofsId id;
    AK_TRY(write([&] {
        Query query(m_database, kInsertRoofs, device, roofs.measuredAt, Json(roofs).dump());
        id = insertedId<RoofsId>(query);
    }));
    return id;
}

Result<ModelId> HistoryWriter::recordModel(const protocol::ModelInfo& model)
{
    ModelId id;
    AK_TRY(write([&] {
        Query query(m_database, kInsertModel, model.name, model.sha256, model.dtype,
            dumpLine(model.inputs), model.threads, model.route, model.parameters, model.bytes,
            model.exportedPath, model.inputsPath, model.exportMaximumDifference);
        id = insertedId<ModelId>(query);
    }));
    return id;
}

Result<RunId> HistoryWriter::createRun(const NewRun& run)
{
    RunId id;
    AK_TRY(write([&] {
        const std::string now = utcNow();
        Query query(m_database, kInsertRun, toString(run.kind), run.device, run.model,
            dumpLine(run.config), run.seed, run.commandLine, run.version, now, now);
        id = insertedId<RunId>(query);
    }));
    return id;
}

Result<void> HistoryWriter::setRunState(RunId run, RunState state, std::string_view summary)
{
    return write([&] {
        const std::string now = utcNow();
        const bool isOver = state == RunState::Finished || state == RunState::Stopped
            || state == RunState::Failed;
        Query(m_database, kUpdateRun, toString(state), isOver ? now : "", now, summary, run).run();
    });
}

Result<void> HistoryWriter::setRunConfig(RunId run, const Json& config)
{
    return write([&] { Query(m_database, kUpdateRunConfig, dumpLine(config), run).run(); });
}

Result<void> HistoryWriter::heartbeat(RunId run)
{
    return m_database.transaction([&] { Query(m_database, kHeartbeat, utcNow(), run).run(); });
}

Result<void> HistoryWriter::recordProfile(RunId run, const protocol::Profile& profile)
{
    return write([&] {
        Query insert(m_database, kInsertProfile, run, utcNow(), profile.forwardMicroseconds,
            profile.forwardLow, profile.forwardHigh, profile.outsideOpsMicroseconds);
        const auto id = insertedId<Id<struct ProfileTag>>(insert);
        for (const auto& site : profile.sites)
            Query(m_database, kInsertOpInstance, id, insertTarget(m_database, site.target),
                site.index, site.pattern, "", Json(site.constantInputs).dump(), site.scope,
                site.callsPerForward, site.microsecondsPerForward)
                .run();
        for (const auto& op : profile.unmatched)
            Query(m_database, kInsertOpInstance, id, TargetId {}, std::optional<int> {}, op.op,
                op.signature, "[]", "", op.callsPerForward, op.microsecondsPerForward)
                .run();
    });
}

Result<TargetId> HistoryWriter::recordTarget(RunId run, const kernel::Target& target, double share,
    std::string_view state, std::string_view reason)
{
    TargetId id;
    AK_TRY(write([&] {
        id = insertTarget(m_database, target);
        Query(m_database, kInsertRunTarget, run, id, share, state, reason).run();
    }));
    return id;
}

Result<void> HistoryWriter::recordLadder(std::span<const LadderRecord> rows)
{
    return write([&] {
        const std::string now = utcNow();
        for (const auto& row : rows)
            insertLadderRow(m_database, row, now);
    });
}

Result<EndToEndId> HistoryWriter::recordEndToEnd(const EndToEndRecord& measurement)
{
    EndToEndId id;
    AK_TRY(write([&] {
        const auto& m = measurement;
        Query query(m_database, kInsertEndToEnd, m.run, toString(m.kind), m.baseline, m.contender,
            m.overBaseline, m.baselineMicroseconds, m.contenderMicroseconds, m.forecast, m.leftOut,
            m.worstMaxRatio, m.worstRmsRatio, m.inputsChecked, m.truth, m.acceptExitCode,
            m.verified, m.notVerifiedBecause, utcNow());
        id = insertedId<EndToEndId>(query);
        for (const TargetId target : m.applied)
            Query(m_database, kInsertEndToEndTarget, id, target).run();
        for (const auto& block : m.blocks)
            Query(m_database, kInsertEndToEndSamples, id, Blob {encodePairBlock(block)}).run();
    }));
    return id;
}

Result<void> HistoryWriter::log(RunId run, LogLevel level, std::string_view text)
{
    return m_database.transaction(
        [&] { Query(m_database, kInsertLog, run, utcNow(), toString(level), text).run(); });
}

} // namespace autokernel::store
