# SPDX-License-Identifier: Apache-2.0
"""The contender's end of the block channel in Python. The layout is core/runner/block_channel.h and run_table.h;
the descriptors are inherited under fixed numbers."""
from __future__ import annotations

import ctypes
import gc
import mmap
import platform
import struct
import warnings
from dataclasses import dataclass
from typing import Callable, Sequence

import torch
from torch import Tensor

CONTROL, TABLE, INPUT, OUTPUT = 3, 4, 5, 6  # descriptors
CONTROL_BYTES = 4096
MAGIC, VERSION = 0x414B4348, 1
TABLE_MAGIC, TABLE_VERSION = 0x414B5254, 1
RUN, DELIVER, EXIT = 1, 2, 3
READY, DONE, LOAD_FAILED, FAILED = 1, 2, 4, 5
DTYPES = [torch.float32, torch.bfloat16, torch.float16, torch.float64, torch.int64, torch.bool]
MAXIMUM_RANK = 6
INPUT_REGION = 0

FUTEX_SYSCALL = {"x86_64": 202, "aarch64": 98}[platform.machine()]
FUTEX_WAIT, FUTEX_WAKE = 0, 1
libc = ctypes.CDLL(None, use_errno=True)


class Control(ctypes.LittleEndianStructure):
    _fields_ = [("magic", ctypes.c_uint32), ("version", ctypes.c_uint32), ("request", ctypes.c_uint32),
                ("reply", ctypes.c_uint32), ("command", ctypes.c_uint32), ("status", ctypes.c_uint32),
                ("first_set", ctypes.c_uint32), ("set_step", ctypes.c_uint32), ("repeats", ctypes.c_uint32),
                ("set_count", ctypes.c_uint32), ("threads", ctypes.c_int32), ("reserved", ctypes.c_uint32),
                ("token", ctypes.c_uint64), ("token_echo", ctypes.c_uint64), ("message", ctypes.c_char * 960)]


assert ctypes.sizeof(Control) == 1024


@dataclass
class DataSet:
    inputs: list[Tensor]  # read-only memory
    outputs: list[Tensor]
    scalars: list[float]
    input_offsets: list[int]  # equal numbers are the same memory


class Work:
    """One contender: call(set) keeps its result until it is fetched."""

    def __init__(self, functions: Sequence[Callable[..., object]], arguments: Sequence[tuple[object, ...]]) -> None:
        self.functions = functions  # of each data set
        self.arguments = arguments
        self.kept: list[object] = [None] * len(arguments)

    def call(self, index: int) -> None:
        self.kept[index] = None  # its memory is free for this call, as in a user's loop
        self.kept[index] = self.functions[index](*self.arguments[index])

    def deliver(self, sets: Sequence[DataSet]) -> None:
        for index, data_set in enumerate(sets):
            if self.kept[index] is not None:
                copy_results(flat_tensors(self.kept[index]), data_set)
            self.kept[index] = None
        gc.collect()


def flat_tensors(value: object) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        return [t for v in value.values() for t in flat_tensors(v)]
    if isinstance(value, (tuple, list)):
        return [t for v in value for t in flat_tensors(v)]
    return []


def copy_results(results: list[Tensor], data_set: DataSet) -> None:
    if len(results) != len(data_set.outputs):
        raise ValueError(f"it returned {len(results)} tensors where {len(data_set.outputs)} are expected")
    for index, (result, output) in enumerate(zip(results, data_set.outputs)):
        if result.shape != output.shape or result.dtype != output.dtype:
            raise ValueError(f"its result {index} is {result.dtype}{list(result.shape)}, expected "
                             f"{output.dtype}{list(output.shape)}")
        output.copy_(result)


def map_sets() -> list[DataSet]:
    with mmap.mmap(TABLE, 0, prot=mmap.PROT_READ) as table:
        (magic, version, sets, inputs, outputs, workspaces, packed, symbols, scalars, _, _) = struct.unpack_from(
            "<10IQ", table)
        if (magic, version) != (TABLE_MAGIC, TABLE_VERSION):
            raise ValueError("the buffer table is of another version")
        per_set = inputs + outputs + workspaces + packed
        records = [struct.unpack_from("<4Q6q6q2i2I", table, 48 + 144 * i) for i in range(sets * per_set)]
        scalars_at = 48 + 144 * len(records) + 8 * sets * symbols
        values = struct.unpack_from(f"<{sets * scalars}d", table, scalars_at)
    result = []
    for index in range(sets):
        own = records[index * per_set:(index + 1) * per_set]
        result.append(DataSet([tensor_over(r) for r in own[:inputs]],
                              [tensor_over(r) for r in own[inputs:inputs + outputs]],
                              list(values[index * scalars:(index + 1) * scalars]), [r[2] for r in own[:inputs]]))
    return result


def tensor_over(record: tuple[int, ...]) -> Tensor:
    page_offset, page_bytes, file_offset, count = record[:4]
    sizes, strides = record[4:4 + MAXIMUM_RANK], record[10:10 + MAXIMUM_RANK]
    rank, dtype, region = record[16], DTYPES[record[17]], record[18]
    if count == 0:
        return torch.empty(sizes[:rank], dtype=dtype)
    is_input = region == INPUT_REGION
    memory = mmap.mmap(INPUT if is_input else OUTPUT, page_bytes, flags=mmap.MAP_SHARED, offset=page_offset,
                       prot=mmap.PROT_READ if is_input else mmap.PROT_READ | mmap.PROT_WRITE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # inputs are not writable, and nobody writes them
        flat = torch.frombuffer(memory, dtype=dtype, offset=file_offset - page_offset,
                                count=count // torch.empty(0, dtype=dtype).element_size())
    return flat.as_strided(sizes[:rank], strides[:rank])


def serve(load: Callable[[int, list[DataSet]], Work]) -> int:
    """Loads the work with the number of threads, warms it up and answers requests until the worker ends it."""
    page = mmap.mmap(CONTROL, CONTROL_BYTES)
    control = Control.from_buffer(page)
    base = ctypes.addressof(control)
    word = {name: ctypes.c_void_p(base + getattr(Control, name).offset) for name in ("request", "reply", "status")}

    def publish(name: str, value: int) -> None:
        setattr(control, name, value)
        libc.syscall(FUTEX_SYSCALL, word[name], FUTEX_WAKE, 0x7FFFFFFF, None, None, 0)

    def explain(error: BaseException) -> None:
        lines = [line for line in f"{type(error).__name__}: {error}".splitlines() if line.strip()]
        control.message = "; ".join(lines[:3]).encode("utf-8", "replace")[:900]

    if (control.magic, control.version) != (MAGIC, VERSION):
        return 1
    try:
        torch.set_num_threads(control.threads)
        sets = map_sets()
        work = load(control.threads, sets)
        for index in range(max(2 * len(work.arguments), 4)):
            work.call(index % len(work.arguments))
    except BaseException as error:  # whatever a user's model raises
        explain(error)
        publish("status", LOAD_FAILED)
        return 1
    gc.collect()
    gc.disable()  # no collection inside a timed block
    done = control.reply
    publish("status", READY)
    while True:
        request = control.request
        if request == done:
            libc.syscall(FUTEX_SYSCALL, word["request"], FUTEX_WAIT, request, None, None, 0)
            continue
        command, status = control.command, DONE
        try:
            if command == RUN:
                index, step, count = control.first_set, control.set_step, len(work.arguments)
                for _ in range(control.repeats):
                    work.call(index % count)
                    index += step
            elif command == DELIVER:
                work.deliver(sets)
        except BaseException as error:
            explain(error)
            status = FAILED
        control.token_echo = control.token
        control.status = status
        publish("reply", request)
        done = request
        if command == EXIT:
            return 0
