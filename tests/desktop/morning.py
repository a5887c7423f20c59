# SPDX-License-Identifier: Apache-2.0
"""The morning: what came of it, the diff of a candidate, and marks that stay."""
from desktop import until
from evening import KERNEL

NOTE = "tiles of 64 look right"
TAG = "look-again"


class Morning:
    def kept(self):
        return self.history.rows("SELECT e.* FROM keeps k JOIN experiments e ON e.id = k.experiment_id WHERE k.run_id = ? "
                                 "ORDER BY e.number DESC", self.run_id())

    def with_parent(self):
        """The last candidate that was made from another one."""
        return self.history.rows("SELECT e.* FROM experiments e JOIN experiment_parents p ON p.experiment_id = e.id "
                                 "WHERE e.run_id = ? AND e.control = '' AND e.candidate_us IS NOT NULL ORDER BY e.number DESC LIMIT 1", self.run_id())[0]

    def annotation(self):
        return self.history.annotation(self.with_parent()["id"])

    def test_3a_the_morning_says_what_the_history_holds(self):
        kept = self.kept()
        self.window.find(f"{len(self.history.experiments(self.run_id()))} experiments", "label")
        self.window.find(f"{len(kept)} kept, .*", "label")
        if kept:
            order = [row[0] for row in self.window.rows(self.window.find("Kept candidates in their order", "table"))]
            self.assertEqual(order, [f"#{row['number']}" for row in reversed(kept)])
            self.window.find("over eager, .*", "label")
        else:
            self.window.find("no figure", "label")
            self.window.find(f"{KERNEL}/default.*", "label")  # and why
        self.window.find(".*every verdict can be computed again.*", "label")

    def test_3b_the_best_candidate_opens_with_its_evidence(self):
        if not self.kept():
            self.skipTest("nothing was kept: this machine was too busy to tell")
        self.window.key("ctrl+b")
        champion = self.history.rows("SELECT e.number FROM keeps k JOIN experiments e ON e.id = k.experiment_id "
                                     "WHERE k.run_id = ? AND k.demoted_because = '' ORDER BY e.number DESC", self.run_id())[0]
        self.window.find(f"(Candidate )?#{champion['number']}( against #.*)?", "label")
        self.window.find("5 of 5 stages passed", "label")
        self.window.find("Kept", "label")

    def test_3c_a_diff_shows_both_sources_and_steps_through_the_changes(self):
        child = self.with_parent()
        self.window.key("ctrl+shift+p")
        self.window.find("Search commands")
        self.window.write(str(child["number"]))
        self.window.key("Return")
        self.window.find(f"#{child['number']} against #.*", "label")
        self.window.find("its parent", "label")
        sources = [self.source(f"SELECT candidate_id AS id FROM experiment_parents WHERE experiment_id = {child['id']} AND position = 0"),
                   self.source(f"SELECT candidate_id AS id FROM experiments WHERE id = {child['id']}")]
        for name, source in zip(("Source that is compared with", "Source of the candidate"), sources):
            line = max(source.splitlines(), key=len).strip()
            self.assertTrue(self.window.find(name), name)
            self.unfolded()
            until(lambda: line in self.window.find(name).text, lambda: f"{name} has the line {line!r}")
        changes = self.window.find(r"change 1 of \d+").name.rpartition(" ")[2]
        self.window.key("F7")
        self.window.find(f"change {min(2, int(changes))} of {changes}")
        self.window.key("shift+F7")
        self.window.find(f"change 1 of {changes}")

    def unfolded(self):
        """Lines that did not change are folded away until one asks for them."""
        if not getattr(self, "_is_unfolded", False):
            self.window.click("How the sources are shown")
            self.window.key("f")  # Qt shows a button's menu to the eye alone
            self._is_unfolded = True

    def source(self, candidate):
        return self.history.value("SELECT s.text FROM candidates c JOIN sources s ON s.sha256 = c.source_sha256 "
                                  f"WHERE c.id = ({candidate})")

    def test_3d_a_pin_and_a_note_are_kept_and_can_be_undone(self):
        self.window.key("p")
        until(lambda: self.annotation()["is_pinned"], "the pin is in the history")
        until(lambda: self.window.find("Pinned", "check box").has("CHECKED"), "the page shows the pin")
        self.window.key("n")
        self.window.find(rf"Note on #{self.with_parent()['number']} of .*", "dialog")
        self.window.write(NOTE)
        self.window.key("Tab")
        self.window.write(TAG)
        self.window.key("ctrl+Return")
        until(lambda: self.annotation()["note"] == NOTE and TAG in self.annotation()["tags"], "the note is in the history")
        self.window.key("ctrl+z")
        until(lambda: self.annotation()["note"] == "", "undone")
        self.assertTrue(self.annotation()["is_pinned"], "one step at a time")
        self.window.key("ctrl+shift+z")
        until(lambda: self.annotation()["note"] == NOTE, "done again")

    def test_3e_marks_are_found_again(self):
        self.window.key("ctrl+1")
        self.window.find(f".*{NOTE}.*", "label")
        self.window.key("ctrl+5")
        self.window.choose("All marks", "★ Pinned")
        number = f"#{self.with_parent()['number']}"
        until(lambda: [row[0] for row in self.window.rows(self.window.find("Experiments", "table"))] == [number],
              f"the filter leaves {number} alone")
        self.window.choose("★ Pinned", "All marks")

    def test_3f_an_earlier_run_is_still_there(self):
        night, demo = self.run_id(), self.run_id() - 1
        self.window.key("ctrl+7")
        self.window.click("layernorm/default fp32 D=768,R=128", "table cell")
        self.window.click("Show this run", "push button")
        self.window.find(f"run {demo} · .*", "label")
        stored = len(self.history.experiments(demo))
        self.window.find(f"{stored} experiments?", "label")
        self.window.key("ctrl+6")
        self.window.find("No candidate is chosen", "label")  # the one that was open is of the other run
        self.window.key("ctrl+7")
        self.window.click(f"{KERNEL}/default .*", "table cell")
        self.window.click("Show this run", "push button")
        self.window.find(f"run {night} · .*", "label")
