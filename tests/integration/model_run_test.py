# SPDX-License-Identifier: Apache-2.0
"""A small model from file to package: run, report, take away, load in plain Python; and a kernel type of
the user's own with two outputs and a three-op pattern, found in a model and applied."""
import json
import math
import os
import statistics
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

# As a user would: the three lines, against the class itself on the run's own inputs; one process says the median
# of its interleaved pairs.
USE = '''
import json, math, statistics, sys, time, torch
directory, source = sys.argv[1:3]
torch.set_num_threads(2)
sys.path[:0] = [source, directory]
import load, model as user
torch.ops.load_library(directory + "/winners.so")
model = torch.jit.load(directory + "/model.pt")
original = user.Block().eval()
(x,) = user.example_inputs()

def seconds(forward):
    begin = time.perf_counter()
    forward(x)
    return time.perf_counter() - begin

with torch.inference_mode():
    error = (model(x) - original(x)).abs().max().item()
    for _ in range(5):
        model(x), original(x)
    logs = []
    for pair in range(60):
        first, second = (original, model) if pair % 2 else (model, original)
        a, b = seconds(first), seconds(second)
        logs.append(math.log(a / b if pair % 2 else b / a))
ops = load.stats()["ops"].values()
print(json.dumps({"error": error, "log_speedup": statistics.median(logs),
                  "hits": [op["hits"] for op in ops], "fallbacks": [op["fallbacks"] for op in ops]}))
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
        for _ in range(3):  # a neighbour on the machine may disturb one look
            low, high = self.gain_in_plain_python(out)
            if low <= end["high"] and end["low"] <= high:
                break
        self.assertLessEqual(low, end["high"])
        self.assertGreaterEqual(high, end["low"])

    def gain_in_plain_python(self, package):
        """The interval of five processes (Student's, 95 %): each lays out memory anew."""
        logs = []
        for _ in range(5):
            used = subprocess.run([os.environ["AUTOKERNEL_PYTHON"], "-c", USE, str(package), str(self.folder)],
                                  capture_output=True, text=True)
            self.assertEqual(used.returncode, 0, used.stderr)
            seen = json.loads(used.stdout.splitlines()[-1])
            self.assertLess(seen["error"], 1e-3)
            self.assertGreater(min(seen["hits"], default=0), 0, seen)
            self.assertFalse(any(seen["fallbacks"]), seen)
            logs.append(seen["log_speedup"])
        margin = 2.776 * statistics.stdev(logs) / math.sqrt(len(logs))
        return math.exp(statistics.mean(logs) - margin), math.exp(statistics.mean(logs) + margin)

    def test_kill_nine_of_the_worker(self):
        run = self.start("run", self.source, "--class", "Block", "--for", "45s", "--no-ladder")
        self.wait_for(lambda: len(self.experiments()) >= 1, 90)
        before = len(self.experiments())
        self.kill_workers()
        output, _ = run.communicate(timeout=240)
        self.assertEqual(run.returncode, 0, output)
        self.assertGreater(len(self.experiments()), before, output)
        self.assertTrue(self.json("report", "last")["end_to_end"]["verified"], output)
        self.assertEqual(self.processes(), [])

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
