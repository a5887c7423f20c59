#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sends every starter and every champion of the CPU through the worker's five correctness stages, and lets the judge decide.

  check_kernels.py                              # all types, variants, dtypes and listed shapes that fit
  check_kernels.py softmax reduce --dtype fp32  # some of them
  check_kernels.py --reduced                    # small shapes: a minute and a half
  check_kernels.py --build build/dev --json results.json --verbose
Shapes that take more memory or time than the limits are left out and named. Exit code 1 if anything failed.
"""
import argparse
import json
import os
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(os.environ.get("AUTOKERNEL_ROOT", Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(ROOT / "tests" / "support"))
from kernel_trial.expression import evaluate  # noqa: E402

STAGES = ["basics", "shapes", "stability", "determinism", "edges"]
DTYPES = {"fp32": 4, "bf16": 2, "fp16": 2}
BYTES_OF = {**DTYPES, "fp64": 8, "i64": 8, "bool": 1}
# Rates that a loaded two-core machine reaches surely: they only say which shapes are left out, and set deadlines.
FLOP_PER_SECOND = 3e10
BYTES_PER_SECOND = 2e9


def parse_symbols(text: str) -> dict[str, int]:
    return {name: int(value) for name, value in (part.split("=") for part in text.split(","))}


def shape_text(symbols: dict[str, int]) -> str:
    return ",".join(f"{name}={value}" for name, value in symbols.items())


@dataclass
class Variant:
    type: str
    name: str
    table: dict  # the variant's, or the whole spec for the default
    spec: dict

    def part(self, plural: str, singular: str):
        return self.table.get(plural, self.spec.get(singular, []))

    def shapes(self, key: str):
        return {**self.spec["shapes"], **self.table.get("shapes", {})}.get(key, [])

    def tensors_bytes(self, symbols: dict[str, int], dtype: str) -> int:
        total = 0
        for tensor in self.part("inputs", "input") + self.part("outputs", "output"):
            elements = 1
            for size in tensor["shape"]:
                elements *= evaluate(size, symbols)
            total += elements * BYTES_OF[tensor.get("dtype", dtype)]
        return total

    def flop(self, symbols: dict[str, int], dtype: str) -> int:
        return evaluate(self.table.get("cost", self.spec["cost"])["flop"], {**symbols, "E": DTYPES[dtype]})

    def seconds(self, symbols: dict[str, int], dtype: str) -> float:
        return self.flop(symbols, dtype) / FLOP_PER_SECOND + self.tensors_bytes(symbols, dtype) / BYTES_PER_SECOND

    def memory(self, symbols: dict[str, int], dtype: str) -> int:
        """Of the worker: two data sets, and tensors widened to float64 for the truth, inputs and results."""
        own = self.tensors_bytes(symbols, dtype)
        return 2 * own + 3 * own * 8 // DTYPES[dtype]


@dataclass
class Subject:
    """One source with its tunables, to be checked at one dtype."""
    variant: Variant
    label: str  # "starter", "champion R=4096,D=4096"
    source: str
    tunables: dict[str, int]
    dtype: str
    shape: dict[str, int] | None = None  # a champion's own


@dataclass
class Outcome:
    subject: Subject
    shapes: list[dict[str, int]]
    left_out: list[str]
    failures: dict[str, str] = field(default_factory=dict)  # by stage, the judge's sentence
    notes: list[str] = field(default_factory=list)
    cases: int = 0
    worst: float = 0.0
    seconds: float = 0.0
    evidence: list[dict] = field(default_factory=list)


class Lines:
    """A child that answers JSON lines with JSON lines."""

    def __init__(self, command: list[str]):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def send(self, message: dict) -> None:
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def receive(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args[0]} ended with code {self.process.wait()}")
        return json.loads(line)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)


class Worker:
    def __init__(self, program: Path):
        self.program = program
        self.lines = None

    def call(self, op: str, **fields) -> dict:
        if self.lines is None:
            self.lines = Lines([str(self.program)])
            self.lines.receive()  # hello
        try:
            self.lines.send({"id": 1, "op": op, **fields})
            while "progress" in (reply := self.lines.receive()):
                pass
        except (RuntimeError, BrokenPipeError) as death:
            self.lines = None
            return {"error": {"message": f"the worker died: {death}"}}
        return reply

    def close(self) -> None:
        if self.lines:
            self.lines.close()


def variants_of(folder: Path) -> list[Variant]:
    spec = tomllib.loads((folder / "spec.toml").read_text())
    names = {"default": {}, **spec.get("variant", {})}
    return [Variant(spec["name"], name, table, spec) for name, table in names.items()]


def starter_source(folder: Path, variant: Variant) -> str | None:
    path = folder / ("cpu.cpp" if variant.name == "default" else f"cpu.{variant.name}.cpp")
    return path.read_text() if path.exists() else None


def champions_of(folder: Path, variant: Variant, starter: str, dtype: str) -> list[Subject]:
    subjects = []
    for path in sorted((folder / "champions").glob("*.toml")):
        if path.stem.startswith(("sm_", "cuda")):
            continue
        for entry in tomllib.loads(path.read_text()).get("champion", []):
            if (entry.get("variant", "default"), entry["dtype"]) != (variant.name, dtype):
                continue
            subjects.append(Subject(variant, f"{path.stem} champion {entry['shape']}", entry.get("source", starter),
                                    entry.get("tunables", {}), dtype, parse_symbols(entry["shape"])))
    return subjects


def subjects_of(options: argparse.Namespace) -> list[Subject]:
    subjects = []
    for folder in sorted((ROOT / "kernels").iterdir()):
        if not (folder / "spec.toml").exists() or (options.types and folder.name not in options.types):
            continue
        for index, variant in enumerate(variants_of(folder)):
            starter = starter_source(folder, variant)
            if starter is None or (options.variant and variant.name not in options.variant):
                continue
            dtypes = options.dtype.split(",")
            if options.reduced and len(dtypes) == len(DTYPES):  # fp32, and one of the short ones in turn
                dtypes = ["fp32", ["bf16", "fp16"][index % 2]]
            for dtype in dtypes:
                if "starter" in options.what:
                    subjects.append(Subject(variant, "starter", starter, {}, dtype))
                if "champion" in options.what:
                    subjects += champions_of(folder, variant, starter, dtype)
    return subjects


def choose_shapes(subject: Subject, options: argparse.Namespace) -> tuple[list[dict[str, int]], list[str]]:
    """The target first, then the others; and why shapes were left out."""
    variant, dtype = subject.variant, subject.dtype
    listed = [parse_symbols(text) for text in [variant.shapes("scoring"), *variant.shapes("benchmark")]]
    if subject.shape:
        listed.insert(0, subject.shape)
    chosen, left_out = [], []
    for symbols in listed:
        seconds, memory = variant.seconds(symbols, dtype), variant.memory(symbols, dtype)
        if symbols in chosen:
            continue
        if seconds > options.seconds:
            left_out.append(f"{shape_text(symbols)} (about {seconds:.3g} s a call)")
        elif memory > options.memory_gib * 2**30:
            left_out.append(f"{shape_text(symbols)} (about {memory / 2**30:.1f} GiB)")
        else:
            chosen.append(symbols)
    if not chosen:
        chosen = [parse_symbols(variant.shapes("small"))]
    if options.reduced:
        chosen = [max(chosen, key=lambda s: variant.seconds(s, dtype))]
    return chosen, sorted(set(left_out))


def check(subject: Subject, worker: Worker, judge: Lines, options: argparse.Namespace) -> Outcome:
    shapes, left_out = choose_shapes(subject, options)
    outcome = Outcome(subject, shapes, left_out)
    begin = time.monotonic()
    slowest = max(subject.variant.seconds(shape, subject.dtype) for shape in shapes)
    for stage in STAGES:  # one request a stage, since a request ends with the first stage that fails
        reply = worker.call(
            "check", candidate={"source": subject.source, "tunables": subject.tunables},
            target={"type": subject.variant.type, "variant": subject.variant.name, "dtype": subject.dtype, "symbols": shapes[0]},
            stages=[stage], requiredShapes=shapes[1:], seed=options.seed, threads=options.threads,
            incumbentNanoseconds=slowest * 1e9)
        if "error" in reply:
            outcome.failures[stage] = reply["error"]["message"]
            continue
        evidence = reply["ok"]["stages"]
        judge.send({"stages": evidence, "required": [stage]})
        verdict = judge.receive()
        outcome.evidence += evidence
        outcome.notes += verdict["notes"]
        if not verdict["passed"]:
            outcome.failures[stage] = verdict["sentence"]
    cases = [case for stage in outcome.evidence for case in stage["cases"]]
    outcome.cases = len(cases)
    outcome.worst = max((max(float(c["worstMaxRatio"]), float(c["worstRmsRatio"])) for c in cases), default=float("nan"))
    outcome.seconds = time.monotonic() - begin
    return outcome


def show(outcome: Outcome, options: argparse.Namespace) -> None:
    subject = outcome.subject
    name = f"{subject.variant.type}/{subject.variant.name}"
    print(f"{'FAIL' if outcome.failures else 'ok  '} {name:34} {subject.dtype} {subject.label:10} shapes {len(outcome.shapes):2} "
          f"cases {outcome.cases:3} worst {outcome.worst:8.3f} of budget  {outcome.seconds:5.1f} s", flush=True)
    for stage, sentence in outcome.failures.items():
        print(f"       {stage}: {sentence}", flush=True)
    if options.verbose:
        print(f"       shapes: {'; '.join(map(shape_text, outcome.shapes))}")
        if outcome.left_out:
            print(f"       left out: {'; '.join(outcome.left_out)}")
        for stage in outcome.evidence:
            for case in stage["cases"]:
                ratio = max(float(case["worstMaxRatio"]), float(case["worstRmsRatio"]))
                if ratio > options.show_above or case["crash"] or not case["bitExact"]:
                    print(f"       {stage['stage']:11} {case['name']:26} {case['symbols']:30} {case['output']:6} max {case['worstMaxRatio']} "
                          f"rms {case['worstRmsRatio']} error {case['maxError']} yardstick {case['yardstickMaxError']} "
                          f"bits {case['bitExact']} nan {case['nanPositionsMatch']} {case['crash']}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("types", nargs="*", help="kernel types (default: all)")
    parser.add_argument("--variant", action="append", help="only these variants (repeatable)")
    parser.add_argument("--dtype", default=",".join(DTYPES))
    parser.add_argument("--what", default="starter,champion")
    parser.add_argument("--build", default=os.environ.get("AUTOKERNEL_BIN", "build/release/bin"), help="folder with autokernel-worker and judge-evidence")
    parser.add_argument("--reduced", action="store_true", help="the largest shape that takes a moment, fp32 and one short dtype")
    parser.add_argument("--seconds", type=float, help="leave out shapes whose call takes longer by estimate (default 15; reduced: 0.005)")
    parser.add_argument("--memory-gib", type=float, default=6, help="leave out shapes whose check takes more memory by estimate")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write all evidence here")
    parser.add_argument("--verbose", action="store_true", help="shapes, shapes left out and the worst cases")
    parser.add_argument("--show-above", type=float, default=0.8, help="with --verbose: cases above this share of their budget")
    options = parser.parse_args()
    options.seconds = options.seconds or (0.005 if options.reduced else 15)
    folder = (ROOT / options.build).resolve()

    subjects = subjects_of(options)
    if not subjects:
        parser.error("no kernel answers to these names")
    worker, judge = Worker(folder / "autokernel-worker"), Lines([str(folder / "judge-evidence")])
    outcomes = []
    try:
        for subject in subjects:
            outcomes.append(check(subject, worker, judge, options))
            show(outcomes[-1], options)
    finally:
        worker.close()
        judge.close()
    left_out = {f"{o.subject.variant.type}/{o.subject.variant.name} {text.split(' ')[0]}" + f" {o.subject.dtype} {text.partition(' ')[2]}"
                for o in outcomes for text in o.left_out}
    failed = [o for o in outcomes if o.failures]
    print(f"{len(outcomes)} kernels, {sum(o.cases for o in outcomes)} cases, {len(failed)} failed, {len(left_out)} shapes left out")
    if not options.reduced:
        for text in sorted(left_out):
            print(f"  left out: {text}")
    if options.json:
        options.json.write_text(json.dumps([{
            "type": o.subject.variant.type, "variant": o.subject.variant.name, "dtype": o.subject.dtype, "label": o.subject.label,
            "shapes": [shape_text(s) for s in o.shapes], "left_out": o.left_out, "failures": o.failures, "stages": o.evidence,
        } for o in outcomes], indent=1))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
