#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures every kernel type against every rung and writes the tables of BENCHMARKS.md, between its two marks.

    tests/peers/make_benchmarks.py [--bin build/release/bin] [--seconds 6] [--out BENCHMARKS.md]
"""
import argparse
import collections
import json
import math
import pathlib
import subprocess
import sys

MEMORY_BOUND = ("softmax", "layernorm", "rmsnorm", "cross_entropy", "rotary_embedding", "reduce")
OURS = ("starter", "winner")
BEGIN, END = "<!-- ladder:begin -->", "<!-- ladder:end -->"


def table(rows):
    """Markdown of one ladder: a line a target, contenders as columns, medians in microseconds."""
    targets = collections.OrderedDict()
    for row in rows:
        targets.setdefault((row["type"], row["shape"], row["dtype"]), {})[row["contender"]] = row
    contenders = sorted({row["contender"] for row in rows} - set(OURS))
    lines = ["| kernel, shape, dtype | starter | winner | " + " | ".join(contenders) + " | best peer / ours |",
             "|---" * (len(contenders) + 4) + "|"]
    ratios = {}
    for (kind, shape, dtype), cells in targets.items():
        def cell(name):
            row = cells.get(name)
            if row is None or row["median_us"] is None:
                return "-"
            mark = "" if row["correct"] else " (wrong)"
            return f"{row['median_us']:.1f} ({row['low_us']:.1f} to {row['high_us']:.1f}){mark}"

        ours = [cells[n]["median_us"] for n in OURS if n in cells and cells[n]["median_us"] and cells[n]["correct"]]
        peers = [cells[n]["median_us"] for n in contenders if n in cells and cells[n]["median_us"] and cells[n]["correct"]]
        ratio = min(peers) / min(ours) if ours and peers else None
        if ratio:
            ratios.setdefault((kind, dtype), []).append(ratio)
        lines.append(f"| {kind} {shape} {dtype} | {cell('starter')} | {cell('winner')} | "
                     + " | ".join(cell(n) for n in contenders) + f" | {f'{ratio:.2f}x' if ratio else '-'} |")
    return lines, ratios


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", type=pathlib.Path, default=pathlib.Path("build/release/bin"))
    parser.add_argument("--seconds", default="6", help="of one kernel")
    parser.add_argument("--threads", help="of every contender (default: all cores)")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("BENCHMARKS.md"))
    arguments = parser.parse_args()
    cli = arguments.bin / "autokernel-cli"
    devices = json.loads(subprocess.run([cli, "devices", "--json"], check=True, capture_output=True, text=True).stdout)
    threads = ["--threads", arguments.threads] if arguments.threads else []
    rows = json.loads(subprocess.run([cli, "ladder", "--all", "--json", "--seconds", arguments.seconds, *threads],
                                     check=True, stdout=subprocess.PIPE, text=True).stdout)
    lines, ratios = table(rows)
    device = devices["devices"][0]["device"]
    head = [f"Made on {device['name']}, {arguments.threads or device['cores']} threads.",
            "Microseconds of one call: median (95 % interval of the median), all contenders interleaved on the same rotated",
            "data, cold, same thread count; freed pages kept and outputs preallocated for all alike. Every row that was",
            "measured is here.", ""]
    memory = [value for (kind, dtype), values in ratios.items() if kind in MEMORY_BOUND and dtype == "fp32" for value in values]
    if memory:
        head += [f"Geometric mean of best peer over ours, the six memory-bound types in fp32: {geometric_mean(memory):.2f}x.", ""]
    page = arguments.out.read_text()
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    arguments.out.write_text(before + BEGIN + "\n" + "\n".join(head + lines) + "\n" + END + after)
    return 0


if __name__ == "__main__":
    sys.exit(main())
