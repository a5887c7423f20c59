# SPDX-License-Identifier: Apache-2.0
"""A whole run over a kernel of which some variants break the GPU: each gets its verdict, and the run goes on.

Usage: faulty_run.py BIN_FOLDER. The kernel is rmsnorm with a tunable FAULT: 0 is sound, 1 writes to an illegal
address, 2 never ends; the search visits every value.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAULT = """    if constexpr (FAULT == 1)
        *reinterpret_cast<volatile int*>(64ull + threadIdx.x * 4) = 1;
    if constexpr (FAULT == 2)
        for (volatile scalar_t* flag = y;;)
            flag[0] = x[0];
"""


def make_kernel(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True)
    original = ROOT / "kernels/rmsnorm"
    spec = (original / "spec.toml").read_text().replace('name = "rmsnorm"', 'name = "faulty"')
    (folder / "spec.toml").write_text(spec)
    (folder / "reference.py").write_text((original / "reference.py").read_text())
    source = (original / "cuda.cu").read_text().replace('type = "rmsnorm"', 'type = "faulty"')
    begin, end = source.index("[tunables]"), source.index("[[launch]]")
    values = {"TEAM": [256, 512], "ROWS": [1], "LOAD": [0], "STORE": [0], "WEIGHT_EARLY": [1], "BLOCKS_PER_SM": [0], "FAULT": [0, 1, 2]}
    tunables = "".join(f"{name} = {{ value = {choices[0]}, choices = {choices} }}\n" for name, choices in values.items())
    source = source[:begin] + "[tunables]\n" + tunables + source[end:]
    entry = source.index("__global__", source.index("*/"))
    body = source.index("{\n", entry) + 2
    (folder / "cuda.cu").write_text(source[:body] + FAULT + source[body:])


def fault_of(cli: pathlib.Path, history: pathlib.Path, experiment: int) -> int:
    shown = subprocess.run([cli, "show", str(experiment), "--json", "--history", history], check=True, capture_output=True, text=True)
    return json.loads(shown.stdout)["tunables"]["FAULT"]


def main() -> int:
    cli = pathlib.Path(sys.argv[1]) / "autokernel-cli"
    with tempfile.TemporaryDirectory() as scratch:
        kernels = pathlib.Path(scratch) / "kernels"
        make_kernel(kernels / "faulty")
        history = pathlib.Path(scratch) / "history.db"
        run = subprocess.run([cli, "run", "--kernel", "faulty", "--shape", "R=1024,D=4096", "--dtype", "fp16", "--device", "cuda:0",
                              "--experiments", "6", "--kernels", kernels, "--history", history], capture_output=True, text=True)
        export = subprocess.run([cli, "export", "last", "--json", "--history", history], capture_output=True, text=True)
        if run.returncode != 0 or export.returncode != 0:
            print("FAIL the run ended with", run.returncode, run.stdout[-2000:], run.stderr[-2000:], export.stderr)
            return 1
        verdicts = collections.defaultdict(list)
        for each in json.loads(export.stdout)["experiments"]:
            verdicts[fault_of(cli, history, each["id"])].append((each["verdict"], each["sentence"]))
    for fault, found in sorted(verdicts.items()):
        for verdict, reason in found:
            print(f"     FAULT={fault}: {verdict}: {reason}")
    expected = {1: "runtime_error", 2: "timed_out"}
    ok = all(verdicts[fault] and all(v == verdict for v, _ in verdicts[fault]) for fault, verdict in expected.items())
    ok = ok and any(v in ("kept", "reverted", "inconclusive") for v, _ in verdicts[0])
    print("ok   faults within a run" if ok else "FAIL faults within a run")
    return 0 if ok else 1


sys.exit(main())
