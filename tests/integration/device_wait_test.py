# SPDX-License-Identifier: Apache-2.0
"""What the programs do while another process measures on the device."""
import fcntl
import shutil
import signal
import subprocess
import unittest

from support import CLI, ROOT, ProgramTest


class DeviceWait(ProgramTest):
    def setUp(self):
        super().setUp()
        self.runtime = self.folder / "runtime"
        (self.runtime / "autokernel").mkdir(parents=True, mode=0o700)
        self.lock = (self.runtime / "autokernel" / "device-cpu.lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.lock.write("the run of other.db (process 1)")
        self.lock.flush()

    def tearDown(self):
        self.lock.close()
        super().tearDown()

    def test_who_measures_waits_and_an_interrupt_ends_the_wait(self):
        for arguments in (["ladder", "rmsnorm", "--history", str(self.history)], ["profile", "--example", "gpt2"],
                          ["devices", "--remeasure"]):
            program = subprocess.Popen([str(CLI), *arguments], env=self.environment(XDG_RUNTIME_DIR=str(self.runtime)),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            try:
                told = program.stderr.readline()
                self.assertIn("cpu is being measured on by the run of other.db", told, arguments)
                self.assertIsNone(program.poll(), arguments)
                program.send_signal(signal.SIGINT)
                rest = program.communicate(timeout=60)[1]
                self.assertEqual(program.returncode, 130, rest)
                self.assertIn("ended while it waited", rest)
            finally:
                program.kill()
                program.communicate()

    def test_who_reads_does_not_wait(self):
        shutil.copy(ROOT / "resources/example/history.db", self.history)
        for arguments in (["list"], ["status"], ["report", "last", "--md"], ["judge", "last"]):
            result = self.cli(*arguments, timeout=60, XDG_RUNTIME_DIR=str(self.runtime))
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertNotIn("measured on by", result.stderr)


if __name__ == "__main__":
    unittest.main()
