# SPDX-License-Identifier: Apache-2.0
"""Serves a whole model as a contender (block_channel.py): torch.compile of its Python class, plain or with frozen
weights, or a package as a user loads it."""
from __future__ import annotations

import argparse
import os
import sys
from typing import Any, Callable

import ak_export
import torch
import torch._dynamo.config
import torch._inductor.config
from block_channel import DataSet, Work, serve


def load_package(directory: str) -> Callable[..., Any]:
    torch.ops.load_library(os.path.join(directory, "winners.so"))
    return torch.jit.load(os.path.join(directory, "model.pt")).eval()


def compile_for_each_set(model: Callable[..., Any], sets: int) -> Callable[..., Any]:
    """One compile of its own for each input set: beyond the limit, 8 of them, torch.compile silently runs eager."""
    torch._dynamo.config.recompile_limit = max(torch._dynamo.config.recompile_limit, 2 * sets)
    return torch.compile(model, dynamic=False)


def load_compiled(options: argparse.Namespace, sets: int) -> Callable[..., Any]:
    model_class, module = ak_export.load_class(options.file, options.class_name)
    model = ak_export.build(model_class, ak_export.DTYPES[options.dtype], options.seed, options.own_example)
    if not options.positional:
        sample = ak_export.inputs_of_file(module)[0]
        if sample.kwargs or len(sample.tensors()) != len(sample.leaves()):
            model = ak_export.with_tensor_interface(model, sample)
    torch._inductor.config.freezing = options.rung == "torch_compile_frozen"
    return compile_for_each_set(model, sets)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rung", choices=["torch_compile", "torch_compile_frozen", "package"], required=True)
    parser.add_argument("--inputs", required=True, help="what ak_export.py wrote as sample inputs")
    parser.add_argument("--package", default="", help="the directory of a package")
    parser.add_argument("--file", default="")
    parser.add_argument("--class", dest="class_name", default="")
    parser.add_argument("--own-example", action="store_true")
    parser.add_argument("--positional", action="store_true", help="the inputs are the forward's parameters in order")
    parser.add_argument("--dtype", choices=sorted(ak_export.DTYPES), default="fp32")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    def load(threads: int, sets: list[DataSet]) -> Work:
        arguments = [tuple(tensors) for _, tensors in torch.load(options.inputs, weights_only=True)]
        if len(arguments) != len(sets):
            raise ValueError("the number of input sets is not what the worker expects")
        model = load_package(options.package) if options.rung == "package" else load_compiled(options, len(sets))
        return Work([model] * len(arguments), arguments)

    with torch.no_grad():
        return serve(load)


if __name__ == "__main__":
    sys.exit(main())
