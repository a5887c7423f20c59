# SPDX-License-Identifier: Apache-2.0
"""A CPU candidate: manifest, generated prelude, compilation, and a call through the C ABI."""
import ctypes
import hashlib
import mmap
import os
import subprocess
import tomllib
from pathlib import Path

import torch

from .expression import evaluate
from .spec import ABI_NUMBER, CPP_TYPE, KernelType, Variant

ROOT = Path(__file__).resolve().parents[3]
FLAGS = ["-std=c++20", "-O3", "-march=native", "-fopenmp", "-ffp-contract=fast", "-fPIC", "-shared", "-Wall", "-Wextra",
         "-Wno-unused-variable", "-Wno-unused-const-variable", "-Wno-uninitialized",
         "-Wno-unknown-warning-option", "-Wno-maybe-uninitialized"]
PAGE = mmap.PAGESIZE
POISON = 0xFF  # a NaN in every floating type


class Tensor(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_int64 * 6), ("stride", ctypes.c_int64 * 6),
                ("rank", ctypes.c_int32), ("dtype", ctypes.c_int32)]


class Arguments(ctypes.Structure):
    _fields_ = [("abi_version", ctypes.c_uint32), ("struct_bytes", ctypes.c_uint32), ("threads", ctypes.c_int32),
                ("reserved", ctypes.c_int32), ("inputs", ctypes.POINTER(Tensor)), ("outputs", ctypes.POINTER(Tensor)),
                ("workspaces", ctypes.POINTER(ctypes.c_void_p)), ("packed", ctypes.c_void_p),
                ("symbols", ctypes.POINTER(ctypes.c_int64)), ("scalars", ctypes.POINTER(ctypes.c_double))]


def describe(tensor: torch.Tensor, hidden: bool = False) -> Tensor:
    view = Tensor(None if hidden else tensor.data_ptr(), rank=tensor.dim(), dtype=ABI_NUMBER[tensor.dtype])
    for i in range(tensor.dim()):
        view.size[i], view.stride[i] = tensor.size(i), tensor.stride(i)
    return view


def guarded(shape: list[int], dtype: torch.dtype) -> torch.Tensor:
    """A poisoned tensor whose last byte lies before an unmapped page; its base is as unaligned as its size."""
    count = 1
    for extent in shape:
        count *= extent
    size = count * torch.empty((), dtype=dtype).element_size()
    pages = (size + PAGE - 1) // PAGE + 1
    region = mmap.mmap(-1, pages * PAGE)
    base = ctypes.addressof(ctypes.c_char.from_buffer(region))
    if ctypes.CDLL(None, use_errno=True).mprotect(ctypes.c_void_p(base + (pages - 1) * PAGE), PAGE, 0) != 0:
        raise OSError(ctypes.get_errno(), "mprotect")
    if count == 0:
        return torch.empty(shape, dtype=dtype)
    tensor = torch.frombuffer(region, dtype=dtype, count=count, offset=(pages - 1) * PAGE - size)
    tensor.view(torch.uint8).fill_(POISON)
    return tensor.view(shape)


def guarded_copy(source: torch.Tensor) -> torch.Tensor:
    copy = guarded(list(source.shape), source.dtype)
    copy.copy_(source)
    return copy


class Candidate:
    def __init__(self, kernel: KernelType, variant: Variant, source: Path, overrides: dict[str, int] | None = None):
        self.kernel, self.variant, self.path = kernel, variant, source
        self.text = source.read_text()
        begin = self.text.index("/*autokernel") + len("/*autokernel")
        self.manifest = tomllib.loads(self.text[begin:self.text.index("*/", begin)])
        self.tunables = {name: table["value"] for name, table in self.manifest.get("tunables", {}).items()}
        self.tunables.update(overrides or {})

    def names(self, symbols: dict[str, int], dtype: torch.dtype, threads: int) -> dict[str, int]:
        size = torch.empty((), dtype=dtype).element_size()
        return {**symbols, **self.tunables, "THREADS": threads, "E": size}

    def allows(self, symbols: dict[str, int], dtype: torch.dtype, threads: int) -> bool:
        names = self.names(symbols, dtype, threads)
        return all(evaluate(e, names) for e in self.manifest.get("constraints", []) + self.manifest.get("domain", []))

    def prelude(self, dtype: torch.dtype, symbols: dict[str, int]) -> str:
        lines = ['#include "ak_cpu.h"', f"using scalar_t = {CPP_TYPE[dtype]};", f"constexpr int kDtype = {ABI_NUMBER[dtype]};"]
        lines += [f"constexpr long long {name} = {value}LL;" for name, value in self.tunables.items()]
        lines += [f"constexpr long long {name} = {symbols[name]}LL;" for name in self.manifest.get("fixed", [])]
        for space, names in (("in", [t["name"] for t in self.variant.inputs]), ("out", [t["name"] for t in self.variant.outputs]),
                             ("sym", self.kernel.symbols), ("scalar", [s["name"] for s in self.variant.scalars])):
            body = " ".join(f"constexpr int {name} = {index};" for index, name in enumerate(names))
            lines.append(f"namespace {space} {{ {body} }}")
        return "\n".join(lines) + f'\n#line 1 "{self.path.name}"\n'

    def build(self, dtype: torch.dtype, symbols: dict[str, int], compiler: str, cache: Path,
              extra: list[str] | None = None) -> "Library":
        flags = FLAGS + (extra or [])
        text = self.prelude(dtype, symbols) + self.text
        headers = sorted((ROOT / "kernels/include").rglob("*.h"))
        key = hashlib.sha256("\0".join([compiler, *flags, text] + [h.read_text() for h in headers]).encode()).hexdigest()[:24]
        library = cache / f"{key}.so"
        if not library.exists():
            cache.mkdir(parents=True, exist_ok=True)
            source = cache / f"{key}.cpp"
            source.write_text(text)
            scratch = cache / f"{key}.{os.getpid()}.tmp"
            includes = ["-I", str(ROOT / "kernels/include"), "-I", str(ROOT / "core/runner")]
            done = subprocess.run([compiler, *flags, *includes, "-o", str(scratch), str(source)], capture_output=True, text=True)
            if done.returncode != 0:
                raise RuntimeError(f"{self.path} does not compile:\n{done.stderr[:6000]}")
            if done.stderr:
                print(done.stderr[:3000])
            scratch.rename(library)
        return Library(self, library)


class Library:
    def __init__(self, candidate: Candidate, path: Path):
        self.candidate = candidate
        self.handle = ctypes.CDLL(str(path))
        self.entry = self.handle[candidate.manifest["launch"][0]["entry"]]
        self.entry.restype = None

    def bind(self, inputs: list[torch.Tensor], outputs: list[torch.Tensor], symbols: dict[str, int],
             scalars: dict[str, float], dtype: torch.dtype, threads: int):
        """A function without arguments that runs the candidate once; everything it needs lives in it."""
        candidate, manifest = self.candidate, self.candidate.manifest
        names = candidate.names(symbols, dtype, threads)
        keep = []

        def arguments(hide: set[str], workspaces: list[torch.Tensor], packed: int | None) -> Arguments:
            ins = (Tensor * len(inputs))(*[describe(t, s["name"] in hide) for t, s in zip(inputs, candidate.variant.inputs)])
            outs = (Tensor * len(outputs))(*[describe(t) for t in outputs])
            if hide:
                for view in outs:
                    view.data = None
            spaces = (ctypes.c_void_p * max(1, len(workspaces)))(*[w.data_ptr() for w in workspaces])
            values = (ctypes.c_int64 * len(symbols))(*[symbols[s] for s in candidate.kernel.symbols])
            reals = (ctypes.c_double * max(1, len(scalars)))(*[scalars[s["name"]] for s in candidate.variant.scalars])
            keep.extend([ins, outs, spaces, values, reals])
            return Arguments(1, ctypes.sizeof(Arguments), threads, 0, ins, outs, spaces, packed, values, reals)

        def buffer(size: int) -> torch.Tensor:
            raw = torch.full((size + 64,), POISON, dtype=torch.uint8)
            start = -raw.data_ptr() % 64
            return raw[start:start + size]

        workspaces = [buffer(evaluate(w["bytes"], names)) for w in manifest.get("workspace", [])]
        zeroed = [b for b, w in zip(workspaces, manifest.get("workspace", [])) if w.get("zero")]
        packed = None
        if "prepare" in manifest:
            plan = manifest["prepare"]
            packed = buffer(evaluate(plan["bytes"], names))
            hidden = {t["name"] for t in candidate.variant.inputs if t["name"] not in plan["inputs"]}
            prepare = self.handle[plan["entry"]]
            prepare.restype = None
            prepare(ctypes.byref(arguments(hidden | {""}, [], None)), ctypes.c_void_p(packed.data_ptr()))
        final = arguments(set(), workspaces, packed.data_ptr() if packed is not None else None)
        keep.extend([final, inputs, outputs, workspaces, packed])
        pointer = ctypes.byref(final)

        def call(kept=keep):
            for space in zeroed:
                space.zero_()
            self.entry(pointer)

        return call
