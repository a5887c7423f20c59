#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds to a history the first half of its newest run as a run of its own, so that two can be compared: for pictures alone."""
import sqlite3
import sys

BY_RUN = ("run_verdicts", "run_targets", "ladder_rows", "log")
BY_EXPERIMENT = ("experiment_details", "experiment_parents", "check_results", "samples", "keeps")


def columns(history, table):
    return [row[1] for row in history.execute(f"PRAGMA table_info({table})")]


def copy(history, table, where, value, **changed):
    """Copies rows with new ids; `changed` gives columns another value, which may be an expression over the old row."""
    names = [name for name in columns(history, table) if name != "id"]
    taken = ", ".join(str(changed.get(name, name)) for name in names)
    history.execute(f"INSERT INTO {table}({', '.join(names)}) SELECT {taken} FROM {table} WHERE {where} = ?", (value,))


def main(path):
    history = sqlite3.connect(path)
    run, last = history.execute("SELECT id, last_number FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    half = last // 2
    copy(history, "runs", "id", run, seed="seed + 1", state="'stopped'", last_number=half)
    shorter = history.execute("SELECT max(id) FROM runs").fetchone()[0]
    for table in BY_RUN:
        copy(history, table, "run_id", run, run_id=shorter)
    for (old,) in history.execute("SELECT id FROM experiments WHERE run_id = ? AND number <= ? ORDER BY number", (run, half)).fetchall():
        copy(history, "experiments", "id", old, run_id=shorter)
        new = history.execute("SELECT max(id) FROM experiments").fetchone()[0]
        for table in BY_EXPERIMENT:
            copy(history, table, "experiment_id", old, experiment_id=new, run_id=shorter)
    history.execute("DELETE FROM run_verdicts WHERE run_id = ?", (shorter,))
    history.execute("INSERT INTO run_verdicts(run_id, target_id, verdict, experiments) SELECT run_id, target_id, verdict, count(*) "
                    "FROM experiments WHERE run_id = ? AND control = '' GROUP BY target_id, verdict", (shorter,))
    history.commit()


if __name__ == "__main__":
    main(sys.argv[1])
