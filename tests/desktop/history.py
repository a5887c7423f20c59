# SPDX-License-Identifier: Apache-2.0
"""What the history holds, read beside whoever writes it."""
import contextlib
import sqlite3


class History:
    def __init__(self, file):
        self.file = file

    def rows(self, statement, *values):
        """As dictionaries; none where there is no history, or no such table, yet."""
        if not self.file.exists():
            return []
        with contextlib.closing(sqlite3.connect(f"{self.file.as_uri()}?mode=ro", uri=True, timeout=5)) as database:
            database.row_factory = sqlite3.Row
            try:
                return [dict(row) for row in database.execute(statement, values)]
            except sqlite3.OperationalError:
                if database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                    return []
                raise

    def value(self, statement, *values):
        rows = self.rows(statement, *values)
        return next(iter(rows[0].values())) if rows else None

    def last_run(self):
        rows = self.rows("SELECT * FROM runs ORDER BY id DESC LIMIT 1")
        return rows[0] if rows else None

    def state(self, run):
        return self.value("SELECT state FROM runs WHERE id = ?", run)

    def experiments(self, run):
        """Those that count: controls are the judge's own."""
        return self.rows("SELECT * FROM experiments WHERE run_id = ? AND control = '' ORDER BY number", run)

    def said(self, run, words):
        """Whether the run's log has a line with these words."""
        return bool(self.value("SELECT count(*) FROM log WHERE run_id = ? AND instr(text, ?)", run, words))

    def annotation(self, experiment):
        rows = self.rows("SELECT is_pinned, note, tags FROM experiment_annotations WHERE experiment_id = ?", experiment)
        return rows[0] if rows else {"is_pinned": 0, "note": "", "tags": ""}
