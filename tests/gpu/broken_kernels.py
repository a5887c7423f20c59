# SPDX-License-Identifier: Apache-2.0
"""Kernels that break a GPU: each gets its verdict, the worker ends, and a fresh one goes on.

Usage: broken_kernels.py WORKER. Speaks the worker's protocol (core/protocol/message.h).
"""
import json
import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TARGET = {"type": "rmsnorm", "variant": "default", "dtype": "fp16", "symbols": {"R": 64, "D": 4096}}
MANIFEST = """/*autokernel
type = "rmsnorm"
language = "cuda"
title = "broken on purpose"
fixed = ["D"]
[[launch]]
entry = "broken"
grid = ["1"]
block = ["32"]
args = ["x", "w", "y", "eps", "R"]
*/
extern "C" __global__ void broken(const scalar_t* x, const scalar_t* w, scalar_t* y, float eps, long long R)
{
    %s
}
"""
OUT_OF_BOUNDS = "y[R * D + threadIdx.x] = x[0];"
BODIES = {
    "illegal address": ("*reinterpret_cast<volatile int*>(64ull + threadIdx.x * 4) = 1;", "CUDA_ERROR_ILLEGAL_ADDRESS", True),
    "endless loop": ("volatile scalar_t* flag = y; while (true) flag[0] = x[0];", "timed out", True),
    "writes beside its output": (OUT_OF_BOUNDS, "C9", False),
}


class Worker:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.hello = json.loads(self.process.stdout.readline())

    def call(self, op, **fields):
        self.process.stdin.write(json.dumps({"id": 1, "op": op, "device": "cuda:0", **fields}) + "\n")
        self.process.stdin.flush()
        while True:
            reply = json.loads(self.process.stdout.readline())
            if "progress" not in reply:
                return reply


def check(worker, source):
    return worker.call("check", candidate={"source": source, "tunables": {}}, target=TARGET, stages=["smoke"], seed=1)


def main():
    failures = []
    good = open(os.path.join(ROOT, "kernels/rmsnorm/cuda.cu")).read()
    for name, (body, expected, ends) in BODIES.items():
        worker = Worker(sys.argv[1])
        begin = time.monotonic()
        reply = check(worker, MANIFEST % body)
        seconds = time.monotonic() - begin
        cases = reply["ok"]["stages"][0]["cases"] if "ok" in reply else []
        found = [c for c in cases if expected in c.get("crash", "") + c.get("rule", "")]
        ended = False
        if ends:
            try:
                ended = worker.process.wait(20) == 0
            except subprocess.TimeoutExpired:
                worker.process.kill()
        else:
            ended = True
            worker.process.stdin.close()
            worker.process.wait(20)
        fresh = Worker(sys.argv[1])
        after = check(fresh, good)
        works = "ok" in after and not any(c.get("crash") or c["worstMaxRatio"] > 1 for c in after["ok"]["stages"][0]["cases"])
        fresh.process.stdin.close()
        fresh.process.wait(20)
        ok = bool(found) and ended and works and reply.get("last", False) == ends
        print(f"{'ok  ' if ok else 'FAIL'} {name}: {(found or cases or [reply])[0].get('crash', reply)!r} in {seconds:.1f} s, "
              f"worker ended: {ended}, the next one passes a good kernel: {works}")
        if not ok:
            failures.append(name)
            print(json.dumps(reply)[:1500], json.dumps(after)[:600])
    source = MANIFEST % OUT_OF_BOUNDS
    worker = Worker(sys.argv[1])
    reply = worker.call("compile", candidate={"source": source.replace("extern", '#include "/etc/passwd"\nextern', 1), "tunables": {}}, target=TARGET)
    leaked = "root:" in json.dumps(reply)
    refused = reply.get("error", {}).get("code") == "compile_error"
    print(f"{'ok  ' if refused and not leaked else 'FAIL'} includes of other files: {reply.get('error', {}).get('message')!r}")
    return 1 if failures or leaked or not refused else 0


sys.exit(main())
