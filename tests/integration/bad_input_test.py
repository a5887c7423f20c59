# SPDX-License-Identifier: Apache-2.0
"""Bad input gets a clear sentence and a non-zero exit, and loses nothing."""
import sqlite3
import unittest

from support import BIN, ProgramTest


class Usage(ProgramTest):
    def test_unknown_verbs_and_flags(self):
        for arguments in (["frobnicate"], ["run", "--frobnicate"], ["list", "--limit", "0"], []):
            self.assertEqual(self.cli(*arguments, history=False).returncode, 2, arguments)

    def test_help_of_every_verb(self):
        for verb in ("devices profile run resume status stop list show diff export report verify package ladder").split():
            result = self.cli(verb, "--help", history=False)
            self.assertEqual(result.returncode, 0, verb)
            self.assertIn("--", result.stdout)

    def test_budgets(self):
        for flag, value in (("--for", "0m"), ("--for", "-5m"), ("--for", "soon"), ("--until", "25:00"), ("--experiments", "0")):
            self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", flag, value), 2)

    def test_subject(self):
        self.assert_sentence(self.cli("run"), 2, "name a model")
        self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", "--dtype", "fp12"), 2, "unknown dtype")
        self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", "--shape", "R=4,R=5"), 2)

    def test_run_toml(self):
        toml = self.folder / "run.toml"
        toml.write_text("example = 'gpt2'\nbudget = 5\n")
        self.assert_sentence(self.cli("run", toml), 2, "run.toml:2", "budget")


class History(ProgramTest):
    def test_missing(self):
        self.assert_sentence(self.cli("list"), 1, "no history")

    def test_foreign_file_is_left_alone(self):
        self.history.write_text("my diary")
        self.assertNotEqual(self.cli("list").returncode, 0)
        result = self.cli("run", "--kernel", "rmsnorm", "--for", "5s")
        self.assertNotEqual(result.returncode, 0)
        self.assertEqual(self.history.read_text(), "my diary")

    def test_another_programs_database(self):
        with sqlite3.connect(self.history) as other:
            other.execute("CREATE TABLE recipes (name TEXT)")
        self.assertNotEqual(self.cli("list").returncode, 0)
        with sqlite3.connect(self.history) as other:
            self.assertEqual(other.execute("SELECT count(*) FROM recipes").fetchone(), (0,))

    def test_a_folder(self):
        self.history.mkdir()
        self.assertNotEqual(self.cli("list").returncode, 0)

    def test_nobody_to_stop(self):
        self.assert_sentence(self.cli("stop"), 1, "no run is writing")


@unittest.skipUnless((BIN / "autokernel-worker").exists(), "built without LibTorch")
class Models(ProgramTest):
    def run_model(self, *arguments):
        return self.cli("profile", *arguments, history=False)

    def test_files_that_are_no_model(self):
        empty = self.folder / "empty.pt"
        empty.write_bytes(b"")
        text = self.folder / "text.pt"
        text.write_text("not a model")
        for path in (self.folder / "missing.pt", empty, text, self.folder):
            result = self.run_model(path, "--input", "1,4")
            self.assertNotEqual(result.returncode, 0, path)
            self.assertIn("autokernel:", result.stderr)
            self.assertNotIn("frame #", result.stderr)

    def test_python_file(self):
        source = self.folder / "model.py"
        source.write_text("import torch\nclass Broken(torch.nn.Module):\n    def __init__(self):\n"
                          "        super().__init__()\n        raise ValueError('no weights today')\n")
        result = self.run_model(source, "--class", "Missing", "--input", "1,4")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("Missing", result.stderr)
        result = self.run_model(source, "--class", "Broken", "--input", "1,4")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("no weights today", result.stderr)
        self.assertNotIn("Traceback", result.stderr)

    def test_a_7b_model_in_fp32_is_refused_where_it_does_not_fit(self):
        result = self.run_model("--example", "llama-7b")
        self.assertNotEqual(result.returncode, 0)
        self.assertRegex(result.stderr, r"GB")

    def test_broken_kernel_folder(self):
        spec = self.folder / "types" / "broken" / "spec.toml"
        spec.parent.mkdir(parents=True)
        spec.write_text("name = 'broken'\nsymbols = 5\n")
        result = self.cli("run", "--kernel", "rmsnorm", "--for", "5s", "--kernels", self.folder / "types")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("spec.toml:2", result.stderr)

    def test_unknown_device_and_type(self):
        self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", "--for", "5s", "--device", "tpu:0"), 2, "unknown device")
        self.assertNotEqual(self.cli("run", "--kernel", "nonsense", "--for", "5s").returncode, 0)
        self.assertNotEqual(self.cli("run", "--kernel", "rmsnorm", "--for", "5s", "--shape", "R=4000000000,D=4000000000").returncode, 0)


if __name__ == "__main__":
    unittest.main()
