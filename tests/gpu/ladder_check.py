# SPDX-License-Identifier: Apache-2.0
"""Every contender of a CUDA ladder answers rightly, and both clocks of the GPU agree.

Usage: ladder_check.py BIN_FOLDER. Large outputs are the hard case: memory that one rung's recorded graph writes to
must not be another rung's input.
"""
import json
import pathlib
import subprocess
import sys

SHAPES = ("R=4096,D=4096", "R=1024,D=768", "R=2048,D=4096")
DISAGREEMENT = 0.05
GAP_US = 1.6  # a launch of a graph, which events see and kernel records do not


def main() -> int:
    failures = 0
    for dtype in ("fp16", "fp32"):
        for shape in SHAPES:
            command = [pathlib.Path(sys.argv[1]) / "autokernel-cli", "ladder", "rmsnorm", "--shape", shape, "--dtype", dtype,
                       "--device", "cuda:0", "--seconds", "2", "--json"]
            rows = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
            for row in rows:
                kernels = 8 if row["contender"] == "eager" else 1
                events, cupti = row["median_us"], row.get("cupti_median_us")
                agrees = cupti is not None and abs(events - cupti) <= DISAGREEMENT * events + kernels * GAP_US
                ok = row["correct"] and agrees
                failures += not ok
                print(f"{'ok  ' if ok else 'FAIL'} rmsnorm {shape} {dtype} {row['contender']}: {events:.2f} us by events, "
                      f"{cupti if cupti is None else round(cupti, 2)} by CUPTI, correct: {row['correct']}")
            failures += {row["contender"] for row in rows} < {"starter", "eager", "vendor"}
    return 1 if failures else 0


sys.exit(main())
