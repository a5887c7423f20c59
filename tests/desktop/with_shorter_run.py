#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds to a history the first half of its newest run as a run of its own, so that two can be compared: for pictures alone.

The shorter run is one that was stopped after that half: it has what was measured until then, and nothing of what came later."""
import sqlite3
import sys

BY_EXPERIMENT = ("experiment_details", "experiment_parents", "check_results", "samples", "keeps")
SECONDS = "compile_s + check_s + time_s"


def columns(history, table):
    return [row[1] for row in history.execute(f"PRAGMA table_info({table})")]


def copy(history, table, where, value, **changed):
    """Copies rows with new ids; `changed` gives columns another value, which may be an expression over the old row."""
    names = [name for name in columns(history, table) if name != "id"]
    taken = ", ".join(str(changed.get(name, name)) for name in names)
    history.execute(f"INSERT INTO {table}({', '.join(names)}) SELECT {taken} FROM {table} WHERE {where} = ?", (value,))


def copy_with_parts(history, table, where, value, parts, **changed):
    """Copies rows of `table`, each with what belongs to it in `parts`, which name it as in 'profile_id'."""
    for (old,) in history.execute(f"SELECT id FROM {table} WHERE {where} = ? ORDER BY id", (value,)).fetchall():
        copy(history, table, "id", old, **changed)
        new = history.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
        for part, owner in parts:
            kept = {name: changed[name] for name in changed if name in columns(history, part)}
            copy(history, part, owner, old, **kept, **{owner: new})


def add_shorter(history):
    run, last = history.execute("SELECT id, last_number FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    half = last // 2
    number, spent, end = history.execute(
        f"SELECT count(*) FILTER (WHERE control = ''), sum({SECONDS}), "
        f"max(strftime('%Y-%m-%dT%H:%M:%fZ', started_at, '+' || ({SECONDS}) || ' seconds')) "
        "FROM experiments WHERE run_id = ? AND number <= ?", (run, half)).fetchone()
    copy(history, "runs", "id", run, seed="seed + 1", state="'stopped'", last_number=half, experiment_s=spent,
         ended_at=f"'{end}'", heartbeat_at=f"'{end}'", summary=f"'No kernel of ours is applied, after {number} experiments.'")
    shorter = history.execute("SELECT max(id) FROM runs").fetchone()[0]
    copy(history, "run_targets", "run_id", run, run_id=shorter, state="'queued'", reason="''")
    copy(history, "ladder_rows", f"measured_at <= '{end}' AND run_id", run, run_id=shorter)
    copy(history, "log", f"at <= '{end}' AND run_id", run, run_id=shorter)
    copy_with_parts(history, "profiles", f"taken_at <= '{end}' AND run_id", run, [("op_instances", "profile_id")], run_id=shorter)
    copy_with_parts(history, "end_to_end", f"experiments_before <= {half} AND run_id", run,
                    [("end_to_end_targets", "end_to_end_id"), ("end_to_end_samples", "end_to_end_id")], run_id=shorter)
    copy_with_parts(history, "experiments", f"number <= {half} AND run_id", run,
                    [(table, "experiment_id") for table in BY_EXPERIMENT], run_id=shorter)
    history.execute("INSERT INTO run_verdicts(run_id, target_id, verdict, experiments) SELECT run_id, target_id, verdict, count(*) "
                    "FROM experiments WHERE run_id = ? AND control = '' GROUP BY target_id, verdict", (shorter,))
    return shorter


if __name__ == "__main__":
    with sqlite3.connect(sys.argv[1]) as opened:
        add_shorter(opened)
