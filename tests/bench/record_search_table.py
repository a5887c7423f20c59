#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Records how fast every valid point of a kernel's tunables is, as a table for search_benchmark.

  record_search_table.py kernels/softmax --shape R=64,C=4096 --choices STREAM_MIB=16 --choices GRAIN=16384 \\
      --out tests/bench/data/softmax.json

--choices narrows a tunable, so that the whole grid can be recorded. Each point is timed in turn with the
starter on one thread's CPU clock; the table holds the median of ln(starter's time / point's time). A table
that exists is continued. Needs the Python that has torch.
"""
import argparse
import ctypes
import itertools
import json
import math
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))
from kernel_trial import data, spec  # noqa: E402
from kernel_trial.candidate import Candidate  # noqa: E402

BLOCK_SECONDS = 0.002


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


class Recorder:
    def __init__(self, options: argparse.Namespace):
        self.kernel = spec.load(Path(options.folder).resolve())
        self.variant = self.kernel.variants[options.variant]
        self.symbols = spec.parse_symbols(options.shape)
        self.dtype = spec.DTYPES[options.dtype]
        suffix = "" if options.variant == "default" else "." + options.variant
        self.source = self.kernel.folder / f"cpu{suffix}.cpp"
        self.pairs = options.pairs
        self.sets = [data.make_inputs(self.variant, self.symbols, self.dtype, seed) for seed in range(3)]
        shapes = [(data.shape_of(o, self.symbols), data.dtype_of(o, self.dtype)) for o in self.variant.outputs]
        self.results = [[torch.zeros(s, dtype=t) for s, t in shapes] for _ in self.sets]
        self.choices = {n: t["choices"] for n, t in Candidate(self.kernel, self.variant, self.source).manifest["tunables"].items()}
        for name, values in (part.split("=") for part in options.choices):
            self.choices[name] = [int(v) for v in values.split(",")]
        self.starter = self.calls({})

    def candidate(self, tunables: dict[str, int]) -> Candidate:
        return Candidate(self.kernel, self.variant, self.source, tunables)

    def calls(self, tunables: dict[str, int]) -> list:
        scalars = {s["name"]: s["default"] for s in self.variant.scalars}
        with tempfile.TemporaryDirectory() as cache:
            library = self.candidate(tunables).build(self.dtype, self.symbols, "g++", Path(cache))
            return [library.bind(i, o, self.symbols, scalars, self.dtype, 1) for i, o in zip(self.sets, self.results)]

    def points(self):
        for values in itertools.product(*self.choices.values()):
            if self.candidate(dict(zip(self.choices, values))).allows(self.symbols, self.dtype, 1):
                yield values

    def log_speedup(self, values: tuple[int, ...]) -> float:
        contenders = (self.starter, self.calls(dict(zip(self.choices, values))))
        repeats = [max(1, math.ceil(BLOCK_SECONDS / block(calls, 2))) for calls in contenders]
        ratios = []
        for pair in range(self.pairs):
            seconds = {}
            for which in ((0, 1) if pair % 2 == 0 else (1, 0)):
                seconds[which] = block(contenders[which], repeats[which])
            ratios.append(math.log(seconds[0] / seconds[1]))
        return statistics.median(ratios)


def block(calls: list, repeats: int) -> float:
    begin = time.thread_time()
    for index in range(repeats):
        calls[index % len(calls)]()
    return (time.thread_time() - begin) / repeats


def write(path: Path, head: dict, rows: list) -> None:
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    path.write_text(json.dumps(head)[:-1] + f', "points": [\n{lines}\n]}}\n')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--variant", default="default")
    parser.add_argument("--shape", required=True)
    parser.add_argument("--dtype", default="fp32")
    parser.add_argument("--choices", action="append", default=[], metavar="TUNABLE=A,B,...")
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    ctypes.CDLL(None).mallopt(-4, 0)  # M_MMAP_MAX: freed pages are kept
    recorder = Recorder(options)
    manifest = recorder.candidate({}).manifest
    head = {
        "kernel": recorder.kernel.name, "variant": options.variant, "shape": options.shape, "dtype": options.dtype,
        "processor": processor(), "threads": 1, "tunables": [{"name": n, "choices": c} for n, c in recorder.choices.items()],
        "constraints": manifest.get("constraints", []) + manifest.get("domain", []),
        "columns": [*recorder.choices, "ln_starter_over_point"],
    }
    rows = json.loads(options.out.read_text())["points"] if options.out.exists() else []
    known = {tuple(row[:-1]) for row in rows}
    left = [p for p in recorder.points() if p not in known]
    for count, values in enumerate(left, 1):
        rows.append([*values, round(recorder.log_speedup(values), 5)])
        if count % 20 == 0 or count == len(left):
            write(options.out, head, sorted(rows))
            print(f"{head['kernel']}: {len(rows)} of {len(known) + len(left)} points", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
