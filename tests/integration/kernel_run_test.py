# SPDX-License-Identifier: Apache-2.0
"""The real loop on one kernel: a minute of search, kill -9, resume, and what the history then says."""
import signal
import unittest

from support import ProgramTest


class KernelRun(ProgramTest):
    def test_a_minute_of_search(self):
        result = self.cli("run", "--kernel", "rmsnorm", "--shape", "R=512,D=1024", "--for", "60s", "--no-ladder", timeout=240)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        report = self.json("report", "last")
        self.assertGreaterEqual(report["experiments"]["total"], 5)
        self.assertGreaterEqual(report["experiments"].get("kept", 0), 1, result.stdout)
        rows = self.experiments()
        self.assertEqual(len(rows), report["experiments"]["total"])
        kept = [row for row in rows if row["verdict"] == "kept"]
        self.assertGreater(kept[0]["over_eager"]["low"], 1.0)

    def test_kill_nine_and_resume(self):
        run = self.start("run", "--kernel", "softmax", "--shape", "R=256,C=512", "--for", "120s", "--no-ladder")
        self.wait_for(lambda: len(self.experiments()) >= 2, 90)
        run.send_signal(signal.SIGKILL)
        run.wait()
        self.wait_for(lambda: not self.processes(), 10)
        before = self.experiments()
        self.assertEqual(self.json("list")[0]["state"], "interrupted")
        result = self.cli("resume", "last", "--experiments", str(len(before) + 2), timeout=200)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        after = self.experiments()
        self.assertGreaterEqual(len(after), len(before) + 1)
        numbers = [row["experiment"] for row in before]
        self.assertTrue(set(numbers) <= {row["experiment"] for row in after}, "an experiment was lost")

    def test_kill_nine_of_the_worker(self):
        run = self.start("run", "--kernel", "softmax", "--shape", "R=256,C=512", "--experiments", "4", "--no-ladder")
        self.wait_for(lambda: len(self.experiments()) >= 1, 90)
        self.kill_workers()
        output, _ = run.communicate(timeout=240)
        self.assertEqual(run.returncode, 0, output)
        self.assertGreaterEqual(len(self.experiments()), 4)

    def test_interrupt_says_how_to_go_on(self):
        run = self.start("run", "--kernel", "softmax", "--shape", "R=256,C=512", "--for", "300s", "--no-ladder")
        self.wait_for(lambda: len(self.experiments()) >= 1, 90)
        run.send_signal(signal.SIGINT)
        output, _ = run.communicate(timeout=30)
        self.assertEqual(run.returncode, 130, output)
        self.assertIn("resume", output)
        self.assertEqual(self.json("list")[0]["state"], "stopped")
        self.assertEqual(self.processes(), [])


if __name__ == "__main__":
    unittest.main()
