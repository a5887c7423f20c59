#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Searches for champions with the product itself and writes them to kernels/<type>/champions/<device-class>.toml.

  make_champions.py --for 10m                                # every type's scoring shape, and the linears of three models
  make_champions.py --for 5m --models "" softmax reduce      # some types' scoring shapes
  make_champions.py --for 5m --only matmul/linear_bias       # what a target's name starts with
  make_champions.py --list                                   # the plan alone
Needs a quiet machine. Every search keeps its own history in --out; one that is there already is not run again, so that a
stopped command goes on where it was. An entry of the same variant, dtype and shape is replaced by a kernel that a later search kept.
"""
import argparse
import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAD = ("# SPDX-License-Identifier: Apache-2.0\n"
        "# Best verified candidates of this device class, as tests/peers/make_champions.py found them. `gain` is what was\n"
        "# measured there, against PyTorch's own kernel, with its 95 % interval.\n")
ORDER = ["title", "variant", "dtype", "shape", "tunables", "source", "gain"]


@dataclass(frozen=True)
class Target:
    type: str
    variant: str
    dtype: str
    shape: str
    scalars: tuple = field(default=())

    @property
    def name(self) -> str:
        return f"{self.type}/{self.variant} {self.dtype} {self.shape}"


class Program:
    def __init__(self, options: argparse.Namespace):
        self.cli = (ROOT / options.build / "autokernel-cli").resolve()
        self.threads = options.threads

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([str(self.cli), *arguments], stdout=subprocess.PIPE, text=True, check=False)

    def json(self, *arguments: str):
        result = self.run(*arguments, "--json")
        if result.returncode != 0:
            raise RuntimeError(f"autokernel-cli {' '.join(arguments)} ended with code {result.returncode}")
        return json.loads(result.stdout)


def scoring_targets(types: list[str]) -> list[Target]:
    targets = []
    for folder in sorted((ROOT / "kernels").iterdir()):
        if not (folder / "spec.toml").exists() or (types and folder.name not in types):
            continue
        spec = tomllib.loads((folder / "spec.toml").read_text())
        dtypes = ["fp32", "bf16"] if spec.get("memory_bound", True) else ["fp32"]
        targets += [Target(spec["name"], "default", dtype, spec["shapes"]["scoring"]) for dtype in dtypes]
    return targets


def model_targets(program: Program, models: list[str], least_share: float) -> list[Target]:
    """The products of the example models at 128 tokens, those that matter most first."""
    shares: dict[Target, float] = {}
    for model in models:
        profile = program.json("profile", "--example", model, "--input", "int:1,128", "--threads", str(program.threads))["profile"]
        for site in profile["sites"]:
            target = site["target"]
            shape = ",".join(f"{name}={value}" for name, value in target["symbols"].items())
            key = Target(target["type"], target["variant"], target["dtype"], shape, tuple(target["scalars"].items()))
            share = site["microseconds_per_forward"] / profile["forward_microseconds"]
            shares[key] = shares.get(key, 0) + share
    # The command line names no scalars: a target with its own is left to runs of that model.
    ranked = sorted((t for t in shares if shares[t] >= least_share and not t.scalars), key=lambda t: -shares[t])
    return [t for t in ranked if t.type in ("matmul", "fused_mlp")]


def defaults_of(source: str) -> dict[str, int]:
    manifest = tomllib.loads(source.split("/*autokernel", 1)[1].split("*/", 1)[0])
    return {name: table["value"] for name, table in manifest.get("tunables", {}).items()}


def search(program: Program, target: Target, options: argparse.Namespace) -> dict | str:
    """The champion of one target as an entry, or why there is none."""
    history = options.out / (target.name.replace("/", "_").replace(" ", "_").replace(",", "_") + ".db")
    if not history.exists():
        result = program.run("run", "--kernel", target.type, "--variant", target.variant, "--shape", target.shape,
                             "--dtype", target.dtype, "--for", options.budget, "--threads", str(options.threads),
                             "--seed", str(options.seed), "--history", str(history))
        print(result.stdout, end="", flush=True)
        if result.returncode != 0:
            history.unlink(missing_ok=True)
            raise RuntimeError(f"the search for {target.name} ended with code {result.returncode}")
    report = program.json("report", "last", "--history", str(history))
    kernel = report["kernels"][0]
    alarms = [alarm["sentence"] for alarm in report["alarms"] if alarm["open"] and alarm["action"] != "note"]
    if alarms:
        return f"an alarm is open: {alarms[0]}"
    standing = [keep for keep in kernel["keeps"] if not keep["demoted_because"] and keep["over_eager"]]
    if not standing:
        return "nothing was kept"
    keep = standing[-1]
    experiment = program.json("show", str(keep["experiment"]), "--history", str(history))
    gain = keep["over_eager"]
    entry = {
        "title": keep["title"], "variant": target.variant, "dtype": target.dtype, "shape": target.shape,
        "tunables": experiment["tunables"], "source": experiment["source"],
        "gain": {"baseline": "eager", "speedup": round(gain["speedup"], 3), "interval": [round(gain["low"], 3), round(gain["high"], 3)],
                 "device": report["run"]["device"]["name"], "threads": options.threads, "date": report["run"]["started_at"][:10]},
    }
    starter = ROOT / "kernels" / target.type / ("cpu.cpp" if target.variant == "default" else f"cpu.{target.variant}.cpp")
    if entry["source"] == starter.read_text():
        del entry["source"]
        if entry["tunables"] == defaults_of(starter.read_text()):
            return "the starter as it ships is the best"
    return entry


def toml_value(value) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {toml_value(part)}" for name, part in value.items()) + " }"
    if isinstance(value, str) and "\n" in value and "'''" not in value:
        return f"'''\n{value}'''"
    return json.dumps(value)


def write(path: Path, entries: list[dict]) -> None:
    entries.sort(key=lambda e: (e.get("variant", "default"), e["dtype"], e["shape"]))
    text = HEAD
    for entry in entries:
        text += "\n[[champion]]\n" + "".join(f"{key} = {toml_value(entry[key])}\n" for key in ORDER if key in entry)
    if tomllib.loads(text).get("champion", []) != entries:
        raise RuntimeError(f"{path} would not read back as it was meant")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def device_class(program: Program) -> str:
    devices = [row["device"] for row in program.json("devices")["devices"]]
    isa = next(device["isa"] for device in devices if device["id"] == "cpu")
    return next((name for name in ("avx512", "avx2") if name in isa), "baseline")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("types", nargs="*", help="kernel types whose scoring shapes are searched (default: all)")
    parser.add_argument("--models", default="gpt2,llama-160m,bert-base", help="example models whose products are searched, '' for none")
    parser.add_argument("--least-share", type=float, default=0.01, help="of a model's time, for a product to be searched")
    parser.add_argument("--only", default="", help="targets whose name starts so, such as 'matmul/linear_bias fp32'")
    parser.add_argument("--for", dest="budget", default="10m", help="wall clock of one target's search (default 10m)")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--build", default="build/release/bin", help="folder with autokernel-cli")
    parser.add_argument("--out", type=Path, default=Path("champion-searches"), help="folder of the histories")
    parser.add_argument("--list", action="store_true", help="print the plan and stop")
    options = parser.parse_args()
    program = Program(options)
    options.out.mkdir(parents=True, exist_ok=True)

    targets = scoring_targets(options.types)
    targets += model_targets(program, [m for m in options.models.split(",") if m], options.least_share)
    targets = [t for t in dict.fromkeys(targets) if t.name.startswith(options.only)]
    print(f"{len(targets)} targets, {options.budget} each")
    for target in targets:
        print(f"  {target.name}")
    if options.list:
        return 0
    label = device_class(program)
    failures = 0
    for target in targets:
        try:
            entry = search(program, target, options)
        except RuntimeError as error:
            print(f"FAIL {target.name}: {error}", flush=True)
            failures += 1
            continue
        if isinstance(entry, str):
            print(f"none {target.name}: {entry}", flush=True)
            continue
        path = ROOT / "kernels" / target.type / "champions" / f"{label}.toml"
        known = tomllib.loads(path.read_text()).get("champion", []) if path.exists() else []
        same = [target.variant, target.dtype, target.shape]
        write(path, [e for e in known if [e.get("variant", "default"), e["dtype"], e["shape"]] != same] + [entry])
        gain = entry["gain"]
        print(f"ok   {target.name}: {gain['speedup']}x eager [{gain['interval'][0]}, {gain['interval'][1]}]"
              f"{'' if 'source' in entry else ', the starter with other tunables'}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
