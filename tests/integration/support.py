# SPDX-License-Identifier: Apache-2.0
"""What the integration tests share: the programs under test and a scratch folder."""
import json
import os
import pathlib
import subprocess
import tempfile
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

    def assert_sentence(self, result, code, *parts):
        """A clear sentence on stderr, the exit code, and no C++ stack."""
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertNotIn("terminate called", result.stderr)
        self.assertNotIn("frame #", result.stderr)
