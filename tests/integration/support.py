# SPDX-License-Identifier: Apache-2.0
"""What the integration tests share: the programs under test and a scratch folder."""
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

BIN = pathlib.Path(os.environ["AUTOKERNEL_BIN"])
ROOT = pathlib.Path(os.environ["AUTOKERNEL_ROOT"])
CLI = BIN / "autokernel-cli"


class ProgramTest(unittest.TestCase):
    def setUp(self):
        self._scratch = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self._scratch.name)
        self.history = self.folder / "history.db"

    def tearDown(self):
        self._scratch.cleanup()

    def environment(self, **extra):
        return {**os.environ, "XDG_DATA_HOME": str(self.folder / "data"), **extra}

    def cli(self, *arguments, timeout=300, history=True, **extra):
        command = [str(CLI), *map(str, arguments)]
        if history:
            command += ["--history", str(self.history)]
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=self.environment(**extra))

    def json(self, *arguments, **keywords):
        result = self.cli(*arguments, "--json", **keywords)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def start(self, *arguments):
        return subprocess.Popen([str(CLI), *map(str, arguments), "--history", str(self.history)], env=self.environment(AUTOKERNEL_TEST_RUN=str(self.folder)),
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def wait_for(self, condition, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.2)
        self.fail("waited too long")

    def experiments(self):
        result = self.cli("list", "--run", "last", "--json", "--limit", "10000")
        return json.loads(result.stdout) if result.returncode == 0 else []

    def processes(self):
        """Programs of this test's start(), by what their environment carries."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if str(self.folder).encode() in (entry / "environ").read_bytes():
                        found.append(int(entry.name))
                except OSError:
                    pass
        return found

    def kill_workers(self):
        for pid in self.processes():
            try:
                if pathlib.Path(f"/proc/{pid}/comm").read_text().startswith("autokernel-work"):
                    os.kill(pid, signal.SIGKILL)
            except OSError:
                pass

    def assert_sentence(self, result, code, *parts):
        """A clear sentence on stderr, the exit code, and no C++ stack."""
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertNotIn("terminate called", result.stderr)
        self.assertNotIn("frame #", result.stderr)
