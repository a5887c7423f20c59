# SPDX-License-Identifier: Apache-2.0
"""Times kernels/rmsnorm/cuda.cu over its tunables against F.rms_norm, cold, without our programs.

A second opinion on the figures of `autokernel-cli run --device cuda:0`: other host code, the same
source. Each block is one CUDA graph of calls over data sets whose total is at least three times L2.
Needs torch with CUDA and cuda.bindings. Usage: tune_rmsnorm.py [R] [D]
"""
import ctypes
import glob
import itertools
import os
import statistics
import sys

import torch
from cuda.bindings import driver, nvrtc

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
R, D = (int(v) for v in (sys.argv[1:3] or (4096, 4096)))
CALLS = 48
EPS = 1e-6


def ok(result):
    if int(result[0]) != 0:
        raise RuntimeError(str(result[0]))
    return result[1] if len(result) == 2 else result[1:]


def include_folder():
    roots = [p for p in sys.path if p.endswith("site-packages")]
    found = [f for r in roots for f in glob.glob(r + "/nvidia/*/include/cuda_fp16.h")]
    found += glob.glob("/usr/local/cuda*/include/cuda_fp16.h")
    return os.path.dirname(found[0])


def build(source, values, include):
    lines = ["#include <cuda_fp16.h>", "#include <cuda_bf16.h>", "using scalar_t = __half;", f"constexpr long long D = {D}LL;"]
    lines += [f"constexpr long long {k} = {v}LL;" for k, v in values.items()]
    program = ok(nvrtc.nvrtcCreateProgram(("\n".join(lines) + "\n" + source).encode(), b"candidate.cu", 0, [], []))
    options = [b"-std=c++20", b"-arch=sm_90a", b"-I" + include.encode(), b"--ptxas-options=-v"]
    status = nvrtc.nvrtcCompileProgram(program, len(options), options)[0]
    log = b" " * ok(nvrtc.nvrtcGetProgramLogSize(program))
    nvrtc.nvrtcGetProgramLog(program, log)
    if int(status) != 0:
        raise RuntimeError(log.decode())
    cubin = b" " * ok(nvrtc.nvrtcGetCUBINSize(program))
    nvrtc.nvrtcGetCUBIN(program, cubin)
    module = ok(driver.cuModuleLoadData(cubin))
    return ok(driver.cuModuleGetFunction(module, b"rmsnorm")), log.decode()


def capture(call, sets):
    stream = torch.cuda.Stream()
    with torch.cuda.stream(stream):
        for s in range(len(sets)):
            call(s, stream.cuda_stream)
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=stream):
        for i in range(CALLS):
            call(i % len(sets), stream.cuda_stream)
    return graph


def time_graphs(graphs, flush, rounds):
    times = {name: [] for name in graphs}
    names = list(graphs)
    for r in range(rounds):
        for name in names if r % 2 == 0 else names[::-1]:
            begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
            flush.zero_()
            begin.record()
            graphs[name].replay()
            end.record()
            end.synchronize()
            times[name].append(begin.elapsed_time(end) * 1e3 / CALLS)
    return times


def main():
    torch.manual_seed(1)
    properties = torch.cuda.get_device_properties(0)
    count = max(3, -(-3 * properties.L2_cache_size // (R * D * 4))) | 1
    sets = [(torch.randn(R, D, device="cuda", dtype=torch.half), torch.empty(R, D, device="cuda", dtype=torch.half))
            for _ in range(count)]
    w = torch.randn(D, device="cuda", dtype=torch.half)
    flush = torch.empty(1 << 28, device="cuda")
    print(properties.name, "L2", properties.L2_cache_size, "sets", count)
    source = open(os.path.join(ROOT, "kernels/rmsnorm/cuda.cu")).read()
    include = include_folder()
    outputs = [None] * count

    def vendor(s, stream):
        outputs[s] = torch.nn.functional.rms_norm(sets[s][0], [D], w, EPS)

    def copy(s, stream):
        sets[s][1].copy_(sets[s][0])

    baselines = {"vendor": capture(vendor, sets), "copy": capture(copy, sets)}
    kept = []

    def ours(values):
        function, log = build(source, values, include)

        def call(s, stream):
            x, y = sets[s]
            arguments = ((x.data_ptr(), w.data_ptr(), y.data_ptr(), EPS, R),
                         (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_float, ctypes.c_longlong))
            ok(driver.cuLaunchKernel(function, -(-R // values["ROWS"]), 1, 1, values["TEAM"], values["ROWS"], 1, 0, stream, arguments, 0) + (None,))

        graph = capture(call, sets)
        x, y = sets[0]
        torch.cuda.synchronize()
        expected = torch.nn.functional.rms_norm(x.double(), [D], w.double(), EPS)
        error = (y.double() - expected).abs().max().item()
        kept.append(call)
        used = [l for l in log.splitlines() if "registers" in l]
        return graph, error, used[-1].split("Used")[-1].strip() if used else ""

    rows = []
    for team, blocks, load, store, early, per_block in itertools.product(
            (64, 128, 256, 512), (0,), (0, 1, 2), (0, 1, 2), (0, 1), (1, 2)):
        if not 64 <= team * per_block <= 1024 or -(-D * 2 // (team * 16)) > 16:
            continue
        if (early == 0 or per_block == 2) and (load != 1 or store != 1):
            continue
        values = dict(TEAM=team, ROWS=per_block, LOAD=load, STORE=store, WEIGHT_EARLY=early, BLOCKS_PER_SM=blocks)
        graph, error, used = ours(values)
        times = time_graphs({"vendor": baselines["vendor"], "copy": baselines["copy"], "ours": graph}, flush, 12)
        median = {k: statistics.median(v) for k, v in times.items()}
        rows.append((median["vendor"] / median["ours"], median, values, error, used))
    rows.sort(key=lambda r: -r[0])
    for ratio, median, values, error, used in rows:
        print(f"{ratio:.4f} ours {median['ours']:.3f} vendor {median['vendor']:.3f} copy {median['copy']:.3f} us err {error:.4f} "
              f"{' '.join(f'{k}={v}' for k, v in values.items())} {used[:40]}")


main()
