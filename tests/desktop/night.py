# SPDX-License-Identifier: Apache-2.0
"""The night: pages that follow the run, a pause, a second window that only reads, closing and coming back."""
import re
import time

from desktop import until
from evening import EXPERIMENTS, KERNEL

ONE_MORE = 90  # seconds; an experiment takes some, a confirmed one more


class Night:
    def stored(self):
        return len(self.history.experiments(self.run_id()))

    def run_id(self):
        return self.history.last_run()["id"]

    def wait_for_one_more(self):
        before = self.stored()
        return until(lambda: self.stored() > before and self.stored(), "another experiment is stored", ONE_MORE)

    def test_2a_the_pages_follow_the_run(self):
        until(self.stored, "a first experiment is stored", ONE_MORE)
        count = self.wait_for_one_more()
        chart = self.window.find("Progress chart")
        until(lambda: self.told_by(chart) == self.stored(), lambda: f"{chart.description!r}, and {self.stored()} are stored", 20)
        self.window.click("Experiments", "check box")
        until(lambda: self.window.row("Experiments", f"#{count}"), "the table has the row", 10)
        self.assertLessEqual(len(self.window.rows(self.window.find("Experiments", "table"))), self.marks())
        self.window.key("ctrl+2")
        self.window.find("Verdicts", "label")

    @staticmethod
    def told_by(chart):
        return int(re.search(r"(\d+) experiments?", chart.description).group(1))

    def marks(self):
        """The rows of the table: controls are experiments, too."""
        return self.history.value("SELECT count(*) FROM experiments WHERE run_id = ?", self.run_id())

    def test_2b_a_pause_holds_the_run_until_it_is_taken_back(self):
        self.window.click("Pause after this one")
        until(lambda: self.history.state(self.run_id()) == "paused", "the run pauses after its experiment", ONE_MORE)
        self.window.find("●  Paused", "label")
        count = self.marks()
        time.sleep(4)
        self.assertEqual(self.marks(), count, "nothing is tried while it pauses")
        self.window.click("Resume")
        until(lambda: self.history.state(self.run_id()) == "active", "the run goes on")
        self.window.wait_gone("●  Paused", "label")
        self.assertGreater(self.wait_for_one_more(), 0)

    def test_2c_a_second_window_only_reads_and_sees_what_comes(self):
        second = self.another_window()
        second.find("●  Running elsewhere \\(read-only\\)", "label")
        second.find(f"process {self.window.process.pid}, last sign of life .*", "label")
        for command in ("New run", "Continue this run", "Stop", "Pause after this one"):
            self.assertIsNone(second.look(command), f"{command} is not its to give")
        second.click("Experiments", "check box")
        count = self.wait_for_one_more()
        until(lambda: second.row("Experiments", f"#{count}"), "it sees the experiment that came")
        second.key("alt+F4")
        self.assertEqual(second.wait_for_end(), 0, "it has nothing to ask about")
        self.assertEqual(self.history.state(self.run_id()), "active", "the run has not noticed")

    def test_2d_closing_can_be_thought_over(self):
        self.close_window()
        self.window.find("Stop it and close\\?.*", "label")
        self.window.key("Escape")
        self.window.wait_gone("Stop it and close\\?.*", "label")
        self.assertTrue(self.window.is_running)
        self.assertEqual(self.history.state(self.run_id()), "active")

    def test_2e_the_window_comes_back_to_its_run(self):
        run = self.run_id()
        self.window.key("ctrl+2")
        self.close_window()
        self.window.find("Stop it and close\\?.*", "label")
        self.window.click("Close", "push button")
        self.assertEqual(self.window.wait_for_end(60), 0)
        self.assertEqual(self.history.state(run), "stopped")
        before = self.history.experiments(run)
        self.start()
        self.window.find("●  Stopped .*", "label")
        self.window.find("Progress chart")  # the page that was left
        self.window.click("Continue this run", "push button")
        until(lambda: self.history.state(run) == "active", "the run goes on", 60)
        self.window.find("●  (Preparing|Optimising|Verifying)", "label")
        after = self.history.experiments(run)
        self.assertEqual([row["id"] for row in after][:len(before)], [row["id"] for row in before], "none is lost")
        self.assertEqual(self.run_id(), run, "it is no second run")

    def test_2f_the_night_ends_by_itself_in_the_morning(self):
        run = self.run_id()
        until(lambda: self.history.state(run) in ("finished", "failed", "stopped"), "the budget ends the run", 180)
        self.assertEqual(self.history.state(run), "finished")
        if len(self.history.experiments(run)) != EXPERIMENTS:
            # Chance, and neighbours, decide how soon nothing is left to gain.
            self.assertLess(len(self.history.experiments(run)), EXPERIMENTS)
            self.assertTrue(self.history.said(run, "Every kernel is at its measured headroom"))
        self.window.find("What made it faster", "label")
        self.window.find("●  Finished .*", "label")
        self.window.find(f"{KERNEL}(/default .*)?", "table cell")
        until(lambda: not self.workers(), "its worker has ended")
