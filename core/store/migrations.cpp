// SPDX-License-Identifier: Apache-2.0
#include "store/migrations.h"

#include <array>

namespace autokernel::store {
namespace {

// Ratios are times of the baseline over times of the contender: above 1 is faster. _us:
// microseconds, _s: seconds, _at: ISO 8601 in UTC. Lists and maps that are never searched are JSON
// text.
constexpr const char* kSchema1 = R"sql(
CREATE TABLE devices(
    id INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    name TEXT NOT NULL,
    cores INTEGER NOT NULL,
    memory_bytes INTEGER NOT NULL,
    last_level_cache_bytes INTEGER NOT NULL,
    isa TEXT NOT NULL,
    signature TEXT NOT NULL,
    UNIQUE(device, signature));
CREATE TABLE roofs(
    id INTEGER PRIMARY KEY,
    device_id INTEGER NOT NULL REFERENCES devices(id),
    measured_at TEXT NOT NULL,
    roofs TEXT NOT NULL);
CREATE INDEX roofs_by_device ON roofs(device_id);

CREATE TABLE models(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    dtype TEXT NOT NULL,
    inputs TEXT NOT NULL,
    threads INTEGER NOT NULL,
    route TEXT NOT NULL,
    parameters INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    exported_path TEXT NOT NULL,
    inputs_path TEXT NOT NULL,
    export_maximum_difference REAL,
    UNIQUE(sha256, dtype, inputs, threads));

CREATE TABLE runs(
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    device_id INTEGER NOT NULL REFERENCES devices(id),
    model_id INTEGER REFERENCES models(id),
    config TEXT NOT NULL,
    seed INTEGER NOT NULL,
    command_line TEXT NOT NULL,
    version TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT NOT NULL DEFAULT '',
    heartbeat_at TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    last_number INTEGER NOT NULL DEFAULT 0,
    experiment_s REAL NOT NULL DEFAULT 0);
-- Kept up with each experiment, so that counting never scans; controls are left out.
CREATE TABLE run_verdicts(
    run_id INTEGER NOT NULL REFERENCES runs(id),
    target_id INTEGER NOT NULL REFERENCES targets(id),
    verdict TEXT NOT NULL,
    experiments INTEGER NOT NULL,
    PRIMARY KEY(run_id, target_id, verdict)) WITHOUT ROWID;

CREATE TABLE targets(
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    variant TEXT NOT NULL,
    dtype TEXT NOT NULL,
    symbols TEXT NOT NULL,
    scalars TEXT NOT NULL);
CREATE TABLE run_targets(
    run_id INTEGER NOT NULL REFERENCES runs(id),
    target_id INTEGER NOT NULL REFERENCES targets(id),
    share REAL NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY(run_id, target_id)) WITHOUT ROWID;

CREATE TABLE profiles(
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs(id),
    taken_at TEXT NOT NULL,
    forward_us REAL,
    forward_low_us REAL,
    forward_high_us REAL,
    outside_ops_us REAL);
CREATE INDEX profiles_by_run ON profiles(run_id);
-- target_id is NULL for an op that no kernel type stands for.
CREATE TABLE op_instances(
    id INTEGER PRIMARY KEY,
    profile_id INTEGER NOT NULL REFERENCES profiles(id),
    target_id INTEGER REFERENCES targets(id),
    site INTEGER,
    op TEXT NOT NULL,
    signature TEXT NOT NULL,
    constant_inputs TEXT NOT NULL,
    scope TEXT NOT NULL,
    calls INTEGER NOT NULL,
    us_per_forward REAL);
CREATE INDEX op_instances_by_profile ON op_instances(profile_id);

CREATE TABLE sources(
    sha256 TEXT PRIMARY KEY,
    text TEXT NOT NULL);
CREATE TABLE candidates(
    id INTEGER PRIMARY KEY,
    target_id INTEGER NOT NULL REFERENCES targets(id),
    normalised_hash TEXT NOT NULL,
    source_sha256 TEXT NOT NULL REFERENCES sources(sha256),
    tunables TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    UNIQUE(target_id, normalised_hash));

CREATE TABLE experiments(
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs(id),
    number INTEGER NOT NULL,
    target_id INTEGER NOT NULL REFERENCES targets(id),
    candidate_id INTEGER NOT NULL REFERENCES candidates(id),
    incumbent_id INTEGER REFERENCES candidates(id),
    mutator TEXT NOT NULL,
    idea TEXT NOT NULL,
    control TEXT NOT NULL,
    verdict TEXT NOT NULL,
    rule TEXT NOT NULL,
    sentence TEXT NOT NULL,
    stage TEXT NOT NULL,
    over_incumbent REAL, over_incumbent_low REAL, over_incumbent_high REAL,
    over_starter REAL, over_starter_low REAL, over_starter_high REAL,
    over_eager REAL, over_eager_low REAL, over_eager_high REAL,
    candidate_us REAL,
    incumbent_us REAL,
    started_at TEXT NOT NULL,
    compile_s REAL NOT NULL,
    check_s REAL NOT NULL,
    time_s REAL NOT NULL,
    UNIQUE(run_id, number));
CREATE INDEX experiments_by_run ON experiments(run_id);
CREATE INDEX experiments_by_verdict ON experiments(run_id, verdict);
CREATE INDEX experiments_by_target ON experiments(run_id, target_id);
CREATE INDEX experiments_by_speedup ON experiments(run_id, over_starter);
CREATE INDEX experiments_by_candidate ON experiments(candidate_id);

CREATE TABLE thresholds(
    id INTEGER PRIMARY KEY,
    thresholds TEXT NOT NULL UNIQUE);
-- What a list of experiments never shows.
CREATE TABLE experiment_details(
    experiment_id INTEGER PRIMARY KEY REFERENCES experiments(id),
    thresholds_id INTEGER NOT NULL REFERENCES thresholds(id),
    judge_context TEXT NOT NULL,
    seed INTEGER NOT NULL,
    binary_sha256 TEXT NOT NULL,
    compile_log TEXT NOT NULL);
CREATE TABLE experiment_parents(
    experiment_id INTEGER NOT NULL REFERENCES experiments(id),
    position INTEGER NOT NULL,
    candidate_id INTEGER NOT NULL REFERENCES candidates(id),
    PRIMARY KEY(experiment_id, position)) WITHOUT ROWID;
-- One row a stage; all its cases in one compressed blob.
CREATE TABLE check_results(
    id INTEGER PRIMARY KEY,
    experiment_id INTEGER NOT NULL REFERENCES experiments(id),
    stage TEXT NOT NULL,
    cases INTEGER NOT NULL,
    worst_max_ratio REAL,
    worst_rms_ratio REAL,
    skipped TEXT NOT NULL,
    seconds REAL NOT NULL,
    evidence BLOB NOT NULL);
CREATE INDEX check_results_by_experiment ON check_results(experiment_id);
CREATE TABLE samples(
    id INTEGER PRIMARY KEY,
    experiment_id INTEGER NOT NULL REFERENCES experiments(id),
    purpose TEXT NOT NULL,
    pairs INTEGER NOT NULL,
    block BLOB NOT NULL);
CREATE INDEX samples_by_experiment ON samples(experiment_id);
CREATE TABLE keeps(
    experiment_id INTEGER PRIMARY KEY REFERENCES experiments(id),
    run_id INTEGER NOT NULL REFERENCES runs(id),
    origin TEXT NOT NULL,
    over_incumbent REAL, over_incumbent_low REAL, over_incumbent_high REAL,
    over_eager REAL, over_eager_low REAL, over_eager_high REAL,
    demoted_because TEXT NOT NULL DEFAULT '');
CREATE INDEX keeps_by_run ON keeps(run_id);

-- target_id is NULL for a rung of the whole model.
CREATE TABLE ladder_rows(
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs(id),
    target_id INTEGER REFERENCES targets(id),
    contender TEXT NOT NULL,
    is_ours INTEGER NOT NULL,
    is_free INTEGER NOT NULL,
    correct INTEGER NOT NULL,
    error TEXT NOT NULL,
    median_us REAL, low_us REAL, high_us REAL,
    recipe TEXT NOT NULL,
    prepare_s REAL NOT NULL,
    maximum_error_ratio REAL,
    measured_at TEXT NOT NULL,
    samples BLOB NOT NULL);
CREATE INDEX ladder_rows_by_run ON ladder_rows(run_id);

CREATE TABLE end_to_end(
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs(id),
    kind TEXT NOT NULL,
    baseline TEXT NOT NULL,
    contender TEXT NOT NULL,
    over_baseline REAL, over_baseline_low REAL, over_baseline_high REAL,
    baseline_us REAL,
    contender_us REAL,
    forecast REAL,
    left_out_target_id INTEGER REFERENCES targets(id),
    worst_max_ratio REAL,
    worst_rms_ratio REAL,
    inputs_checked INTEGER NOT NULL,
    truth TEXT NOT NULL,
    accept_exit_code INTEGER,
    verified INTEGER NOT NULL,
    not_verified_because TEXT NOT NULL,
    measured_at TEXT NOT NULL,
    experiments_before INTEGER NOT NULL);
CREATE INDEX end_to_end_by_run ON end_to_end(run_id);
CREATE TABLE end_to_end_targets(
    end_to_end_id INTEGER NOT NULL REFERENCES end_to_end(id),
    target_id INTEGER NOT NULL REFERENCES targets(id),
    PRIMARY KEY(end_to_end_id, target_id)) WITHOUT ROWID;
CREATE TABLE end_to_end_samples(
    id INTEGER PRIMARY KEY,
    end_to_end_id INTEGER NOT NULL REFERENCES end_to_end(id),
    block BLOB NOT NULL);
CREATE INDEX end_to_end_samples_by_measurement ON end_to_end_samples(end_to_end_id);

CREATE TABLE alarms(
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs(id),
    experiment_id INTEGER REFERENCES experiments(id),
    signal TEXT NOT NULL,
    action TEXT NOT NULL,
    value REAL,
    threshold REAL,
    sentence TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    raised_at TEXT NOT NULL);
CREATE INDEX alarms_by_run ON alarms(run_id);
CREATE TABLE log(
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs(id),
    at TEXT NOT NULL,
    level TEXT NOT NULL,
    text TEXT NOT NULL);
CREATE INDEX log_by_run ON log(run_id);
)sql";

// The second witness of a ladder's times, where there is one.
constexpr const char* kSchema2 = "ALTER TABLE ladder_rows ADD COLUMN witness_samples BLOB";

// Why a keep was not tried again against the original; '' it was, or nobody tried.
constexpr const char* kSchema3
    = "ALTER TABLE keeps ADD COLUMN not_revalidated_because TEXT NOT NULL DEFAULT ''";

// What people say of experiments and runs; nothing of a run reads or writes it. A baseline is what
// the other experiments of a kernel are compared with.
constexpr const char* kSchema4 = R"sql(
CREATE TABLE experiment_annotations(
    experiment_id INTEGER PRIMARY KEY REFERENCES experiments(id),
    is_pinned INTEGER NOT NULL,
    note TEXT NOT NULL,
    tags TEXT NOT NULL,
    changed_at TEXT NOT NULL);
CREATE TABLE run_annotations(
    run_id INTEGER PRIMARY KEY REFERENCES runs(id),
    is_pinned INTEGER NOT NULL,
    note TEXT NOT NULL,
    tags TEXT NOT NULL,
    changed_at TEXT NOT NULL);
CREATE TABLE baselines(
    run_id INTEGER NOT NULL REFERENCES runs(id),
    target_id INTEGER NOT NULL REFERENCES targets(id),
    experiment_id INTEGER NOT NULL REFERENCES experiments(id),
    PRIMARY KEY(run_id, target_id)) WITHOUT ROWID;
)sql";

constexpr std::array kMigrations {kSchema1, kSchema2, kSchema3, kSchema4};

} // namespace

std::span<const char* const> migrations()
{
    return kMigrations;
}

} // namespace autokernel::store
