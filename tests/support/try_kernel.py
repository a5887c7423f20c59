#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles one kernel type's CPU source, checks it against the type's float64 oracle on the spec's shapes, dtypes and
adversarial inputs, and times it on one thread's CPU clock against the type's PyTorch references.

  try_kernel.py kernels/rmsnorm                              # check on small and edge shapes
  try_kernel.py kernels/rmsnorm --variant residual --shape R=128,D=768
  try_kernel.py kernels/rmsnorm --time --shape R=2048,D=4096 --dtype fp32,bf16
  try_kernel.py kernels/rmsnorm --time --tune --set VEC=8    # coordinate descent over the tunables' choices
Needs the Python that has torch. Exit code 0 only if every check passed.
"""
import argparse
import ctypes
import itertools
import sys
import tempfile
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent))
from kernel_trial import data, spec  # noqa: E402
from kernel_trial.candidate import Candidate, guarded, guarded_copy  # noqa: E402
from kernel_trial.expression import evaluate, evaluate_real  # noqa: E402
from kernel_trial.judge import judge  # noqa: E402


def tuple_of(value) -> tuple:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


class Trial:
    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.kernel = spec.load(Path(options.folder).resolve())
        self.variant = self.kernel.variants[options.variant]
        suffix = "" if options.variant == "default" else "." + options.variant
        source = Path(options.source) if options.source else self.kernel.folder / f"cpu{suffix}.cpp"
        overrides = {name: int(value) for name, value in (part.split("=") for part in options.set)}
        self.candidate = Candidate(self.kernel, self.variant, source, overrides)
        self.cache = Path(tempfile.gettempdir()) / "autokernel-try"
        self.failures = 0

    def scalars(self, symbols: dict[str, int]) -> dict[str, float]:
        return {s["name"]: evaluate_real(s["default"], symbols) for s in self.variant.scalars}

    def arguments(self, scalars: dict[str, float]) -> list:
        return [int(scalars[s["name"]]) if s.get("integer") else float(scalars[s["name"]]) for s in self.variant.scalars]

    def library(self, dtype: torch.dtype, symbols: dict[str, int]):
        extra = self.options.flags.split()
        return self.candidate.build(dtype, symbols, self.options.compiler, self.cache, extra)

    def outputs(self, symbols: dict[str, int], dtype: torch.dtype, make) -> list[torch.Tensor]:
        return [make(data.shape_of(o, symbols), data.dtype_of(o, dtype)) for o in self.variant.outputs]

    def check(self, symbols: dict[str, int], dtype_name: str, family: str, scalars: dict[str, float], seed: int) -> None:
        dtype = spec.DTYPES[dtype_name]
        if not self.candidate.allows(symbols, dtype, self.options.threads):
            print(f"{symbols} {dtype_name}: outside the candidate's domain")
            return
        inputs = data.make_inputs(self.variant, symbols, dtype, seed, family, constants_too=seed % 2 == 1)
        library, runs = self.library(dtype, symbols), []
        for repeat in range(2):
            outputs = self.outputs(symbols, dtype, guarded)
            for output in outputs:
                if repeat == 1 and output.is_floating_point():
                    output.fill_(12345.0)
            library.bind([guarded_copy(t) for t in inputs], outputs, symbols, scalars, dtype, self.options.threads)()
            runs.append(outputs)
        wide = [t.double() if t.is_floating_point() else t for t in inputs]
        truth = tuple_of(self.kernel.reference("oracle", self.variant)(*wide, *self.arguments(scalars)))
        jitter = torch.Generator().manual_seed(seed)
        shaken = [t * (1 + (torch.rand(t.shape, generator=jitter).double() - 0.5) * 2.0**-23)
                  if t.is_floating_point() and t.numel() else t for t in wide]
        moved = tuple_of(self.kernel.reference("oracle", self.variant)(*shaken, *self.arguments(scalars)))
        eager = tuple_of(self.kernel.reference("eager", self.variant)(*inputs, *self.arguments(scalars)))
        for index, output in enumerate(self.variant.outputs):
            finding = judge(runs[0][index], truth[index], eager[index], moved[index] - truth[index])
            first, second = runs[0][index].reshape(-1), runs[1][index].reshape(-1)
            if not finding.fault and first.numel() and not torch.equal(first.view(torch.uint8), second.view(torch.uint8)):
                finding.fault = "two runs differ: an element is unwritten, or the order of a sum varies"
            self.failures += not finding.ok
            if not finding.ok or self.options.verbose:
                shape = ",".join(f"{k}={v}" for k, v in symbols.items())
                extra = "".join(f" {k}={v}" for k, v in scalars.items())
                print(f"{'ok  ' if finding.ok else 'FAIL'} {shape} {dtype_name} {family}{extra} {output['name']}: "
                      f"max {finding.max_ratio:.2f} rms {finding.rms_ratio:.2f} of budget, {finding.ulp:.2f} ulp "
                      f"(eager {finding.yardstick_ulp:.2f}) {finding.fault}")

    def check_all(self, dtypes: list[str], shapes: list[dict[str, int]]) -> None:
        shapes = shapes or [spec.parse_symbols(t) for t in [self.variant.shapes["small"], *self.variant.shapes.get("edges", [])]]
        count = 0
        for dtype, symbols in itertools.product(dtypes, shapes):
            self.check(symbols, dtype, "plain", self.scalars(symbols), 1)
            count += 1
        if not self.options.quick:
            stressed = shapes[:1] + [s for s in shapes[1:] if 1 < min(s.values())][:2]
            for dtype, symbols, family in itertools.product(dtypes, stressed, data.FAMILIES):
                for seed in (2, 3):
                    self.check(symbols, dtype, family, self.scalars(symbols), seed)
                    count += 1
            for scalar in self.variant.scalars:
                for value in scalar.get("check", []):
                    self.check(shapes[0], dtypes[0], "plain", {**self.scalars(shapes[0]), scalar["name"]: value}, 4)
                    count += 1
        verdict = "all passed" if not self.failures else f"{self.failures} FAILED"
        print(f"{self.kernel.name} {self.variant.name}: {count} checks, {verdict}")

    def time(self, dtype_name: str, symbols: dict[str, int]) -> None:
        dtype = spec.DTYPES[dtype_name]
        e = torch.empty((), dtype=dtype).element_size()
        cost = evaluate(self.variant.cost["bytes"], {**symbols, "E": e})
        count = max(2, min(9, int(self.options.cold_mib * 2**20 / max(1, cost)) + 1)) | 1
        sets = [data.make_inputs(self.variant, symbols, dtype, seed) for seed in range(count)]
        results = [self.outputs(symbols, dtype, lambda shape, kind: torch.zeros(shape, dtype=kind)) for _ in range(count)]
        scalars = self.scalars(symbols)
        values = self.arguments(scalars)
        contenders = {"ours": [self.library(dtype, symbols).bind(i, o, symbols, scalars, dtype, self.options.threads)
                               for i, o in zip(sets, results)]}
        for name in [] if self.options.tune else ["eager", *self.kernel.baselines]:
            function = self.kernel.reference(name, self.variant)
            if function is None:
                continue
            contenders[name] = [lambda f=function, i=i: f(*i, *values) for i in sets]
            if self.options.compile and name == "eager":
                fused = torch.compile(function)
                contenders["compile"] = [lambda i=i: fused(*i, *values) for i in sets]
        times = measure(contenders, self.options.rounds)
        shape = ",".join(f"{k}={v}" for k, v in symbols.items())
        line = [f"{shape} {dtype_name}"]
        for name, seconds in times.items():
            line.append(f"{name} {seconds * 1e6:.1f} us")
        line.append(f"{cost / times['ours'] / 1e9:.1f} GB/s")
        if len(times) > 1:
            line.append(f"{min(v for k, v in times.items() if k != 'ours') / times['ours']:.2f}x the best peer")
        print("  ".join(line), self.candidate.tunables if self.options.tune else "", flush=True)
        self.last = times["ours"]

    def tune(self, dtype_name: str, symbols: dict[str, int]) -> None:
        tables = self.candidate.manifest.get("tunables", {})
        self.time(dtype_name, symbols)
        best = self.last
        for name, table in itertools.chain.from_iterable([tables.items()] * 2):
            kept = self.candidate.tunables[name]
            for value in table["choices"]:
                if value == kept:
                    continue
                before = self.candidate.tunables[name]
                self.candidate.tunables[name] = value
                if self.candidate.allows(symbols, spec.DTYPES[dtype_name], self.options.threads):
                    self.time(dtype_name, symbols)
                    if self.last < best * 0.99:
                        best = self.last
                        continue
                self.candidate.tunables[name] = before
        print(f"best {best * 1e6:.1f} us with {self.candidate.tunables}")


def measure(contenders: dict, rounds: int) -> dict[str, float]:
    """Seconds per call: best of `rounds` blocks, contenders in turn, data sets rotated, thread CPU clock."""
    best = {name: float("inf") for name in contenders}
    repeats = {}
    for name, calls in contenders.items():
        begin = time.thread_time()
        for call in calls:
            call()
        repeats[name] = max(1, int(0.05 / max(1e-9, (time.thread_time() - begin))))
    for _ in range(rounds):
        for name, calls in contenders.items():
            begin = time.thread_time()
            for _ in range(repeats[name]):
                for call in calls:
                    call()
            best[name] = min(best[name], (time.thread_time() - begin) / repeats[name] / len(calls))
    return best


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--variant", default="default")
    parser.add_argument("--source", help="another source than the starter")
    parser.add_argument("--dtype", default="fp32,bf16,fp16")
    parser.add_argument("--shape", action="append", default=[], help="R=4,D=8; default: the spec's")
    parser.add_argument("--set", action="append", default=[], metavar="TUNABLE=VALUE")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--flags", default="", help="further compiler flags, as one string")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="plain inputs only")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--time", action="store_true", help="time instead of checking")
    parser.add_argument("--tune", action="store_true", help="with --time: descend over the tunables")
    parser.add_argument("--compile", action="store_true", help="with --time: torch.compile of eager as well")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--cold-mib", type=int, default=96, help="bytes that one rotation over the data sets touches")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_grad_enabled(False)
    # freed pages are kept, for all contenders alike: M_MMAP_MAX = 0, M_TRIM_THRESHOLD = maximum
    ctypes.CDLL(None).mallopt(-4, 0)
    ctypes.CDLL(None).mallopt(-1, 2**31 - 1)
    trial = Trial(options)
    shapes = [spec.parse_symbols(text) for text in options.shape]
    dtypes = options.dtype.split(",")
    if not options.time:
        trial.check_all(dtypes, shapes)
        return 1 if trial.failures else 0
    for dtype, symbols in itertools.product(dtypes, shapes or [spec.parse_symbols(trial.variant.shapes["scoring"])]):
        (trial.tune if options.tune else trial.time)(dtype, symbols)
    return 0


if __name__ == "__main__":
    sys.exit(main())
