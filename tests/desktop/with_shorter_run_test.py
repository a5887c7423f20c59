#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run that pictures compare with must say of itself only what is in the file."""
import pathlib
import sqlite3
import unittest

import with_shorter_run

EXAMPLE = pathlib.Path(__file__).parents[2] / "resources/example/history.db"


class WithShorterRun(unittest.TestCase):
    def setUp(self):
        self.history = sqlite3.connect(":memory:")
        example = sqlite3.connect(f"file:{EXAMPLE}?mode=ro", uri=True)
        example.backup(self.history)
        example.close()
        self.run = with_shorter_run.add_shorter(self.history)

    def tearDown(self):
        self.history.close()

    def one(self, query):
        return self.history.execute(query, {"run": self.run}).fetchone()

    def test_it_says_how_many_experiments_it_has(self):
        (number,) = self.one("SELECT count(*) FROM experiments WHERE run_id = :run AND control = ''")
        (summary,) = self.one("SELECT summary FROM runs WHERE id = :run")
        self.assertEqual(summary, f"No kernel of ours is applied, after {number} experiments.")
        self.assertEqual(self.one("SELECT sum(experiments) FROM run_verdicts WHERE run_id = :run"), (number,))

    def test_nothing_in_it_is_later_than_its_end(self):
        (end,) = self.one("SELECT ended_at FROM runs WHERE id = :run")
        self.assertLess(end, self.one("SELECT max(ended_at) FROM runs")[0])
        for table, at in (("experiments", "started_at"), ("log", "at"), ("ladder_rows", "measured_at"), ("end_to_end", "measured_at")):
            (latest,) = self.one(f"SELECT max({at}) FROM {table} WHERE run_id = :run")
            self.assertLessEqual(latest, end, table)

    def test_it_was_never_measured_with_its_winners(self):
        self.assertEqual(self.one("SELECT count(*) FROM end_to_end WHERE run_id = :run AND kind <> 'starters'"), (0,))

    def test_its_time_is_that_of_its_experiments(self):
        took, of_all = self.one("SELECT a.experiment_s, b.experiment_s FROM runs a, runs b WHERE a.id = :run AND b.id <> a.id")
        self.assertLess(took, of_all)


if __name__ == "__main__":
    unittest.main()
