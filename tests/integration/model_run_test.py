# SPDX-License-Identifier: Apache-2.0
"""A small model from file to package: run, report, take away, load in plain Python; and a kernel type of
the user's own with two outputs and a three-op pattern, found in a model and applied."""
import json
import os
import subprocess
import unittest

from support import ROOT, ProgramTest

MODEL = '''
import torch
import torch.nn.functional as F

class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.norm = torch.nn.LayerNorm(512)
        self.up = torch.nn.Linear(512, 2048)
        self.down = torch.nn.Linear(2048, 512)

    def forward(self, x):
        for _ in range(4):
            x = x + self.down(F.gelu(self.up(self.norm(x)), approximate="tanh"))
        return x

class Toy(torch.nn.Module):
    def forward(self, x):
        for _ in range(6):
            t = x * 0.5
            x = torch.relu(t) + torch.neg(t)
        return x

def example_inputs():
    torch.manual_seed(1)
    return [torch.randn(1, 128, 512)]
'''

USE = '''
import json, sys, time, torch
directory, original = sys.argv[1:3]
torch.set_num_threads(int(sys.argv[3]))
torch.ops.load_library(directory + "/winners.so")
model = torch.jit.load(directory + "/model.pt")
reference = torch.jit.load(original)
x = torch.randn(1, 128, 512)
with torch.inference_mode():
    error = (model(x) - reference(x)).abs().max().item()
print(json.dumps({"error": error}))
'''


class ModelRun(ProgramTest):
    def setUp(self):
        super().setUp()
        self.source = self.folder / "model.py"
        self.source.write_text(MODEL)

    def test_from_file_to_package(self):
        result = self.cli("run", self.source, "--class", "Block", "--for", "80s", timeout=400)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        report = self.json("report", "last")
        end = report["end_to_end"]
        self.assertEqual(end["baseline"], "eager")
        self.assertTrue(end["verified"], result.stdout)
        self.assertGreater(end["low"], 1.0, result.stdout)
        out = self.folder / "package"
        packaged = self.cli("package", "last", "--out", out, timeout=300)
        self.assertEqual(packaged.returncode, 0, packaged.stdout + packaged.stderr)
        for name in ("winners.so", "model.pt", "manifest.json"):
            self.assertTrue((out / name).exists(), name)
        script = self.folder / "use.py"
        script.write_text(MODEL + "\nBlock_ = Block\n")
        original = self.folder / "original.pt"
        trace = (f"import torch, sys; sys.path.insert(0, {str(self.folder)!r}); import model; "
                 f"m = model.Block().eval(); torch.jit.trace(m, model.example_inputs()[0]).save({str(original)!r})")
        python = os.environ["AUTOKERNEL_PYTHON"]
        subprocess.run([python, "-c", trace], check=True, capture_output=True)
        used = subprocess.run([python, "-c", USE, str(out), str(original), "2"], capture_output=True, text=True)
        self.assertEqual(used.returncode, 0, used.stderr)
        self.assertLess(json.loads(used.stdout.splitlines()[-1])["error"], 1e-3)

    def test_a_type_of_the_users_own(self):
        folder = self.folder / "types" / "split_sign"
        folder.mkdir(parents=True)
        for name in ("spec.toml", "reference.py", "cpu.cpp"):
            (folder / name).write_text((ROOT / "tests/integration/split_sign" / name).read_text())
        profile = self.json("profile", self.source, "--class", "Toy", "--input", "1,1024,1024", "--kernels", self.folder / "types", history=False)
        sites = [site for site in profile["profile"]["sites"] if site["target"]["type"] == "split_sign"]
        self.assertGreaterEqual(len(sites), 1)
        result = self.cli("run", self.source, "--class", "Toy", "--input", "1,1024,1024", "--kernels", self.folder / "types", "--for", "60s", "--no-ladder", timeout=300)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        rows = self.json("list", "--run", "last")
        self.assertTrue(any(row["verdict"] == "kept" and row["target"].startswith("split_sign") for row in rows), result.stdout)
        self.assertGreater(self.json("report", "last")["end_to_end"]["speedup"], 1.0)


if __name__ == "__main__":
    unittest.main()
