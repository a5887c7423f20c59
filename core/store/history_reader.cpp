// SPDX-License-Identifier: Apache-2.0
// Runs, devices, models, targets and profiles.
#include "store/history_reader.h"

#include "protocol/codec.h"
#include "store/project_lock.h"
#include "store/query.h"

namespace autokernel::store {
namespace {

constexpr const char* kSelectRuns = R"(
SELECT r.id, r.kind, r.state, r.started_at, r.ended_at,
    coalesce(m.name, (SELECT min(t.key) FROM run_targets rt JOIN targets t ON t.id = rt.target_id
        WHERE rt.run_id = r.id),
        iif(json_valid(r.config), json_extract(r.config, '$.target.type'), NULL), ''),
    d.device || ' ' || d.name, r.summary,
    (SELECT coalesce(sum(experiments), 0) FROM run_verdicts v WHERE v.run_id = r.id),
    (SELECT coalesce(sum(experiments), 0) FROM run_verdicts v
        WHERE v.run_id = r.id AND v.verdict = 'kept')
FROM runs r JOIN devices d ON d.id = r.device_id LEFT JOIN models m ON m.id = r.model_id
WHERE ?1 IS NULL OR r.id = ?1
ORDER BY r.id DESC LIMIT ?2)";

constexpr const char* kSelectRun = R"(
SELECT config, seed, command_line, version, heartbeat_at, experiment_s, device_id, model_id
FROM runs WHERE id = ?)";

constexpr const char* kSelectDevice = R"(
SELECT device, name, cores, memory_bytes, last_level_cache_bytes, isa, signature
FROM devices WHERE id = ?)";

constexpr const char* kSelectModel = R"(
SELECT name, route, sha256, exported_path, inputs_path, parameters, bytes, inputs,
    export_maximum_difference, dtype, threads
FROM models WHERE id = ?)";

constexpr const char* kSelectVerdictCounts
    = "SELECT verdict, sum(experiments) FROM run_verdicts WHERE run_id = ? GROUP BY verdict";

constexpr const char* kSelectLastRun = "SELECT max(id) FROM runs";

constexpr const char* kSelectTargets = R"(
SELECT t.id, t.type, t.variant, t.dtype, t.symbols, t.scalars, rt.share, rt.state, rt.reason,
    (SELECT coalesce(sum(experiments), 0) FROM run_verdicts v
        WHERE v.run_id = rt.run_id AND v.target_id = t.id)
FROM run_targets rt JOIN targets t ON t.id = rt.target_id
WHERE rt.run_id = ?
ORDER BY rt.share DESC, t.key)";

constexpr const char* kSelectProfile = R"(
SELECT id, forward_us, forward_low_us, forward_high_us, outside_ops_us
FROM profiles WHERE run_id = ? ORDER BY id LIMIT 1)";

constexpr const char* kSelectOpInstances = R"(
SELECT o.site, o.op, o.signature, o.constant_inputs, o.scope, o.calls, o.us_per_forward,
    t.id, t.type, t.variant, t.dtype, t.symbols, t.scalars
FROM op_instances o LEFT JOIN targets t ON t.id = o.target_id
WHERE o.profile_id = ?
ORDER BY o.id)";

constexpr const char* kSelectRoofs
    = "SELECT id, roofs FROM roofs WHERE device_id = ? ORDER BY id DESC LIMIT 1";
constexpr const char* kSelectDeviceBySignature
    = "SELECT id FROM devices WHERE signature = ? ORDER BY id LIMIT 1";

Json json(const std::string& text)
{
    return valueOrThrow(parseJson(text));
}

kernel::Target readTarget(Query& query)
{
    kernel::Target target;
    target.type = query.text();
    target.variant = query.text();
    target.dtype = valueOrThrow(kernel::dtypeFromString(query.text()));
    target.symbols = valueOrThrow(kernel::parseSymbols(query.text()));
    json(query.text()).get_to(target.scalars);
    return target;
}

RunSummary readSummary(Query& query, bool isLockHeld)
{
    RunSummary run;
    run.id = query.id<RunId>();
    run.kind = valueOrThrow(runKindFromString(query.text()));
    run.state = valueOrThrow(runStateFromString(query.text()));
    run.startedAt = query.text();
    run.endedAt = query.text();
    run.subject = query.text();
    run.device = query.text();
    run.summary = query.text();
    run.experiments = query.integer();
    run.kept = query.integer();
    if (!isLockHeld && (run.state == RunState::Active || run.state == RunState::Paused))
        run.state = RunState::Interrupted;
    return run;
}

protocol::DeviceInfo readDevice(const Database& database, DeviceId id)
{
    Query query(database, kSelectDevice, id);
    protocol::DeviceInfo device;
    if (!query.next())
        return device;
    device.id = query.text();
    device.name = query.text();
    device.cores = query.number();
    device.memoryBytes = static_cast<std::uint64_t>(query.integer());
    device.lastLevelCacheBytes = static_cast<std::uint64_t>(query.integer());
    json(query.text()).get_to(device.isa);
    device.signature = query.text();
    return device;
}

std::optional<protocol::ModelInfo> readModel(const Database& database, ModelId id)
{
    Query query(database, kSelectModel, id);
    if (!id.isValid() || !query.next())
        return std::nullopt;
    protocol::ModelInfo model;
    model.name = query.text();
    model.route = query.text();
    model.sha256 = query.text();
    model.exportedPath = query.text();
    model.inputsPath = query.text();
    model.parameters = query.integer();
    model.bytes = static_cast<std::uint64_t>(query.integer());
    json(query.text()).get_to(model.inputs);
    model.exportMaximumDifference = query.real();
    model.dtype = query.text();
    model.threads = query.number();
    return model;
}

void readOpInstance(Query& query, protocol::Profile& profile)
{
    protocol::Site site;
    site.index = query.number();
    site.pattern = query.text();
    const std::string signature = query.text();
    json(query.text()).get_to(site.constantInputs);
    site.scope = query.text();
    site.callsPerForward = query.real();
    site.microsecondsPerForward = query.real();
    if (query.id<TargetId>().isValid()) {
        site.target = readTarget(query);
        profile.sites.push_back(std::move(site));
    } else {
        profile.unmatched.push_back(
            {site.pattern, signature, site.callsPerForward, site.microsecondsPerForward});
    }
}

} // namespace

HistoryReader::HistoryReader(Database database)
    : m_database(std::move(database))
{
}

Result<HistoryReader> HistoryReader::open(const std::filesystem::path& file)
{
    AK_ASSIGN(Database database, Database::open(file, OpenMode::ReadOnly));
    return HistoryReader(std::move(database));
}

Result<std::vector<RunSummary>> HistoryReader::runs(int limit) const
{
    std::vector<RunSummary> result;
    AK_TRY(m_database.guarded([&] {
        const bool isLockHeld = ProjectLock::isHeld(m_database.file());
        Query query(m_database, kSelectRuns, RunId {}, limit);
        while (query.next())
            result.push_back(readSummary(query, isLockHeld));
    }));
    return result;
}

Result<RunDetails> HistoryReader::run(RunId id) const
{
    RunDetails run;
    AK_TRY(m_database.guarded([&] {
        Query summary(m_database, kSelectRuns, id, 1);
        if (!id.isValid() || !summary.next())
            throw Error {ErrorCode::NotFound,
                fmt::format("There is no run {} in {}; `autokernel-cli list` shows all.", id.value,
                    m_database.file().string()),
                {}};
        run.summary = readSummary(summary, ProjectLock::isHeld(m_database.file()));
        Query query(m_database, kSelectRun, id);
        query.next();
        run.config = json(query.text());
        run.seed = static_cast<std::uint64_t>(query.integer());
        run.commandLine = query.text();
        run.version = query.text();
        run.heartbeatAt = query.text();
        run.experimentSeconds = query.real();
        run.deviceId = query.id<DeviceId>();
        run.device = readDevice(m_database, run.deviceId);
        run.model = readModel(m_database, query.id<ModelId>());
        for (const judge::VerdictKind kind : judge::kAllVerdictKinds)
            run.verdictCounts[std::string(judge::toString(kind))] = 0;
        Query counts(m_database, kSelectVerdictCounts, id);
        while (counts.next()) {
            const std::string verdict = counts.text();
            run.verdictCounts[verdict] = counts.integer();
        }
    }));
    return run;
}

Result<RunId> HistoryReader::lastRun() const
{
    RunId id;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectLastRun);
        query.next();
        id = query.id<RunId>();
    }));
    if (!id.isValid())
        return fail(ErrorCode::NotFound,
            "{} holds no run yet. `autokernel-cli run MODEL` makes one.",
            m_database.file().string());
    return id;
}

Result<std::vector<TargetRow>> HistoryReader::targets(RunId run) const
{
    std::vector<TargetRow> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectTargets, run);
        while (query.next()) {
            TargetRow row;
            row.id = query.id<TargetId>();
            row.target = readTarget(query);
            row.share = query.real();
            row.state = query.text();
            row.reason = query.text();
            row.experiments = query.integer();
            result.push_back(std::move(row));
        }
    }));
    return result;
}

Result<std::optional<protocol::Profile>> HistoryReader::profile(RunId run) const
{
    std::optional<protocol::Profile> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectProfile, run);
        if (!query.next())
            return;
        const auto id = query.integer();
        result.emplace();
        result->forwardMicroseconds = query.real();
        result->forwardLow = query.real();
        result->forwardHigh = query.real();
        result->outsideOpsMicroseconds = query.real();
        Query ops(m_database, kSelectOpInstances, id);
        while (ops.next())
            readOpInstance(ops, *result);
    }));
    return result;
}

Result<std::optional<StoredRoofs>> HistoryReader::latestRoofs(DeviceId device) const
{
    std::optional<StoredRoofs> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectRoofs, device);
        if (!query.next())
            return;
        const auto id = query.id<RoofsId>();
        result = StoredRoofs {id, json(query.text()).get<roofline::Roofs>()};
    }));
    return result;
}

Result<std::optional<DeviceId>> HistoryReader::findDevice(const std::string& signature) const
{
    std::optional<DeviceId> result;
    AK_TRY(m_database.guarded([&] {
        Query query(m_database, kSelectDeviceBySignature, signature);
        if (query.next())
            result = query.id<DeviceId>();
    }));
    return result;
}

} // namespace autokernel::store
