# SPDX-License-Identifier: Apache-2.0
"""Bad input gets a clear sentence and a non-zero exit, and loses nothing."""
import shutil
import sqlite3
import subprocess
import unittest

from support import BIN, CLI, ROOT, ProgramTest


class Usage(ProgramTest):
    def test_unknown_verbs_and_flags(self):
        for arguments in (["frobnicate"], ["run", "--frobnicate"], ["list", "--limit", "0"], []):
            self.assertEqual(self.cli(*arguments, history=False).returncode, 2, arguments)
        self.assert_sentence(self.cli("frobnicate", history=False), 2, "no verb 'frobnicate'", "package")

    def test_ranges_are_readable(self):
        for arguments in (["list", "--limit", "0"], ["ladder", "rmsnorm", "--seconds", "0"], ["profile", "--threads", "0"],
                          ["devices", "--threads", "0"], ["run", "--kernel", "rmsnorm", "--threads", "0"]):
            result = self.cli(*arguments, history=False)
            self.assert_sentence(result, 2, "'0' must be a")
            self.assertNotIn("e-3", result.stderr)

    def test_conflicts(self):
        for arguments in (["run", "m.pt", "--kernel", "rmsnorm"], ["run", "m.pt", "--example", "gpt2"],
                          ["run", "--example", "gpt2", "--shape", "R=4,D=4"], ["run", "--kernel", "rmsnorm", "--input", "1,4"],
                          ["run", "m.pt", "--class", "Net"], ["export", "--csv", "--json"], ["report", "--html", "--md"],
                          ["report", "--json", "--md"], ["run", "--kernel", "rmsnorm", "--for", ""],
                          ["run", "--example", "gpt2", "--input", ""], ["ladder", "--all", "rmsnorm"],
                          ["run", "--example", "gpt2", "--input", "0,256"], ["run", "--kernel", "rmsnorm", "--dtype", "i64"],
                          ["list", "--verdict", "nope"]):
            self.assert_sentence(self.cli(*arguments), 2)
            self.assertFalse(self.history.exists(), arguments)

    def test_no_model(self):
        for verb in ("profile", "ladder"):
            result = self.cli(verb, history=False)
            self.assert_sentence(result, 2, "name a model")
            self.assertNotIn("--kernel", result.stderr)

    def test_help_of_every_verb(self):
        for verb in ("devices profile run resume status stop list show diff export report verify package ladder compare annotate").split():
            result = self.cli(verb, "--help", history=False)
            self.assertEqual(result.returncode, 0, verb)
            self.assertIn("--", result.stdout)

    def test_budgets(self):
        for flag, value in (("--for", "0m"), ("--for", "-5m"), ("--for", "soon"), ("--until", "25:00"), ("--experiments", "0")):
            self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", flag, value), 2)

    def test_instruction_sets(self):
        self.assert_sentence(self.cli("list", AUTOKERNEL_ISA="sse"), 2, "AUTOKERNEL_ISA is 'sse'", "'avx2'")
        self.assertNotEqual(self.cli("list", AUTOKERNEL_ISA="native").returncode, 2)

    def test_subject(self):
        self.assert_sentence(self.cli("run"), 2, "name a model")
        self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", "--dtype", "fp12"), 2, "unknown dtype")
        self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", "--shape", "R=4,R=5"), 2)

    def test_a_typo_in_a_kernel_starts_nothing(self):
        cases = ((["--shape", "R=4"], "rmsnorm needs R and D; D is missing"), (["--shape", "R=4,D=8,Q=1"], "no Q"),
                 (["--shape", "R=0,D=8"], "at least 1"), (["--variant", "nope"], "residual"),
                 (["--shape", "R=4000000000,D=4000000000"], "too large"), (["--shape", "R=100000000,D=40960"], "GB a call"))
        for flags, part in cases:
            self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", "--for", "5s", *flags), 2, part)
            self.assert_sentence(self.cli("ladder", "rmsnorm", *flags), 2, part)
            self.assertFalse(self.history.exists(), flags)
        self.assert_sentence(self.cli("run", "--kernel", "nonsense", "--for", "5s"), 2, "known are", "rmsnorm")
        self.assert_sentence(self.cli("ladder", "nonsense"), 1, "neither a file nor a kernel type")
        self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", "--device", "tpu:0"), 2, "unknown device")

    def test_run_toml(self):
        toml = self.folder / "run.toml"
        toml.write_text("example = 'gpt2'\nbudget = 5\n")
        self.assert_sentence(self.cli("run", toml), 2, "run.toml:2", "budget")
        toml.write_text("example = 'gpt2'\nno-ladder = true\ninput = '0,4'\n")
        self.assert_sentence(self.cli("run", toml), 2, "at least 1")
        for line, part in (("threads = 0", "from 1 to 4096"), ("mutators = []", "'mutators' is empty"), ("history = 'h.db'", "--history FILE")):
            toml.write_text(f"example = 'gpt2'\n{line}\n")
            self.assert_sentence(self.cli("run", toml), 2, "run.toml:2", part)
        toml.write_text("model = 'nowhere.pt'\n")
        self.assert_sentence(self.cli("run", toml), 1, str(self.folder / "nowhere.pt"))
        toml.write_text("")
        self.assert_sentence(self.cli("run", toml), 2, "does not say what to run")
        toml.write_text("kernel = 'rmsnorm'\nvariant = 'nope'\n")
        self.assert_sentence(self.cli("run", toml), 2, "no variant 'nope'")
        self.assert_sentence(self.cli("run", toml, "--dtype", "bf16"), 2, "write it into the file")
        self.assert_sentence(self.cli("run", self.folder / "none.toml"), 1, "none.toml")


class ModelFiles(ProgramTest):
    def test_what_is_no_model(self):
        empty = self.folder / "empty.pt"
        empty.write_bytes(b"")
        link = self.folder / "link.pt"
        link.symlink_to(self.folder / "nowhere.pt")
        for path, part in ((self.folder / "missing.pt", "no model at"), (empty, "is empty"), (self.folder, "is a folder"),
                           (link, "which does not exist")):
            for verb in ("run", "profile", "ladder"):
                self.assert_sentence(self.cli(verb, path, "--input", "1,4", history=verb != "profile"), 1, part)
        self.assertFalse(self.history.exists())


class KernelFolders(ProgramTest):
    STARTER = '/*autokernel\ntype = "mine"\nlanguage = "cpu"\n[[launch]]\nentry = "run"\n*/\n'
    SPEC = ("name = 'mine'\nsymbols = ['N']\n[[input]]\nname = 'x'\nshape = ['N']\n[[output]]\nname = 'y'\nshape = ['N']\n"
            "[cost]\nflop = 'N'\nbytes = '8*N'\n[shapes]\nscoring = 'N=8'\nsmall = 'N=8'\n")

    def test_every_verb_names_the_broken_file(self):
        types = self.folder / "types"
        self.assert_refused(types, f"{types} does not exist")
        (types / "mine").mkdir(parents=True)
        self.assert_refused(types, "mine has no spec.toml")
        spec = types / "mine" / "spec.toml"
        spec.write_text("name = 'mine'\nsymbols = 5\n")
        self.assert_refused(types, "spec.toml:2")
        spec.write_text(self.SPEC.replace("'8*N'", "'8*M'"))
        self.assert_refused(types, "spec.toml:11")
        spec.write_text(self.SPEC)
        self.assert_refused(types, "reference.py is missing")
        (types / "mine" / "reference.py").write_text("def reference(x): return x\n")
        self.assert_refused(types, "mine has no starter")
        (types / "mine" / "cpu.cpp").write_text("void run() {}\n")
        self.assert_refused(types, "cpu.cpp: the source has no manifest")
        (types / "mine" / "cpu.cpp").write_text(self.STARTER.replace("[[launch]]", "[[lunch]]"))
        self.assert_refused(types, "cpu.cpp:")

    def assert_refused(self, types, part):
        for arguments in (["run", "--kernel", "rmsnorm", "--for", "5s"], ["ladder", "rmsnorm"]):
            result = self.cli(*arguments, "--kernels", types)
            self.assert_sentence(result, 1, part)
            self.assertNotIn("..\n", result.stderr)
        self.assertFalse(self.history.exists())


class History(ProgramTest):
    def test_missing(self):
        for verb in ("list", "status", "judge", "report", "export", "resume", "verify"):
            self.assert_sentence(self.cli(verb), 1, "no history")
        self.assertFalse(self.history.exists())

    def test_an_empty_file_is_no_history_yet(self):
        self.history.write_bytes(b"")
        self.assert_sentence(self.cli("list"), 1, "no history")
        self.assertEqual(self.history.read_bytes(), b"")

    def test_a_run_that_is_not_there(self):
        shutil.copy(ROOT / "resources/example/history.db", self.history)
        before = self.history.read_bytes()
        self.assert_sentence(self.cli("list", "--run", "99"), 1, "no run 99")
        self.assert_sentence(self.cli("judge", "77"), 1, "no run 77")
        self.assert_sentence(self.cli("list", "--verdict", "nope"), 2, "kept", "compile_error")
        self.assert_sentence(self.cli("report", "soon"), 2, "not a run")
        self.assertEqual(self.history.read_bytes(), before)

    def test_foreign_file_is_left_alone(self):
        self.history.write_text("my diary")
        for verb in ("list", "status", "report"):
            self.assert_sentence(self.cli(verb), 1, "another program")
        result = self.cli("run", "--kernel", "rmsnorm", "--for", "5s")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(self.history.read_text(), "my diary")
        self.assertEqual([path.name for path in self.history.parent.glob(self.history.name + "*")], [self.history.name])

    def test_another_programs_database(self):
        with sqlite3.connect(self.history) as other:
            other.execute("CREATE TABLE recipes (name TEXT)")
        self.assertNotEqual(self.cli("list").returncode, 0)
        with sqlite3.connect(self.history) as other:
            self.assertEqual(other.execute("SELECT count(*) FROM recipes").fetchone(), (0,))

    def test_a_full_disk_behind_the_output(self):
        shutil.copy(ROOT / "resources/example/history.db", self.history)
        with open("/dev/full", "w") as full:
            result = subprocess.run([CLI, "report", "last", "--md", "--history", self.history], stdout=full,
                                    stderr=subprocess.PIPE, text=True, env=self.environment())
        self.assertEqual(result.returncode, 1)
        self.assertIn("could not be written", result.stderr)

    def test_a_folder(self):
        self.history.mkdir()
        self.assert_sentence(self.cli("list"), 1, "is a folder")

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
            self.assertEqual(result.returncode, 1, path)
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

    def test_a_device_that_is_not_there(self):
        self.assert_sentence(self.cli("run", "--kernel", "rmsnorm", "--for", "5s", "--device", "cuda:99"), 1, "CUDA", "evices here")


if __name__ == "__main__":
    unittest.main()
