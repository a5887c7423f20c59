# SPDX-License-Identifier: Apache-2.0
"""Serves torch.compile of one function of a kernel type's reference.py as a contender (block_channel.py)."""
from __future__ import annotations

import argparse
import ast
import math
import sys
import types
import typing
from typing import Any, Callable

import torch
import torch._dynamo.config
import torch._inductor.config
from block_channel import DataSet, Work, serve


class Frozen(torch.nn.Module):
    """The function with some of its arguments as parameters, which the compiler may take for constants."""

    def __init__(self, function: Callable[..., Any], constants: dict[int, torch.Tensor]) -> None:
        super().__init__()
        self.function = function
        self.positions = sorted(constants)
        for position in self.positions:
            self.register_parameter(f"constant{position}",
                                    torch.nn.Parameter(constants[position].clone(), requires_grad=False))

    def forward(self, *rest: Any) -> Any:
        arguments = list(rest)
        for position in self.positions:
            arguments.insert(position, getattr(self, f"constant{position}"))
        return self.function(*arguments)


def aten_module(name: str, attributes: set[str]) -> types.ModuleType:
    """The names that reference.py uses of torch and F: dtypes, and functions of aten."""
    module = types.ModuleType(name)
    for attribute in attributes:
        value = getattr(torch, attribute, None)
        setattr(module, attribute, value if isinstance(value, torch.dtype) else getattr(torch.ops.aten, attribute))
    return module


def load_function(path: str, name: str) -> Callable[..., Any]:
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    tree.body = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    used: dict[str, set[str]] = {"torch": set(), "F": set()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in used:
            used[node.value.id].add(node.attr)
    names: dict[str, Any] = {key: aten_module(key, attributes) for key, attributes in used.items()}
    names |= {"math": math, "List": typing.List, "Optional": typing.Optional, "Tuple": typing.Tuple,
              "Tensor": torch.Tensor}
    # Without this module's postponed annotations: scalar_types reads the types themselves.
    exec(compile(tree, path, "exec", dont_inherit=True), names)
    return names[name]


def scalar_types(function: Callable[..., Any], count: int) -> list[type]:
    annotations = [function.__annotations__.get(name, float)
                   for name in function.__code__.co_varnames[:function.__code__.co_argcount]]
    return [kind if kind in (int, bool) else float for kind in annotations[len(annotations) - count:]] if count else []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--function", required=True)
    parser.add_argument("--frozen", default="")
    parser.add_argument("--constants", default="", help="positions of the weights: 1,2")
    options = parser.parse_args()

    def load(threads: int, sets: list[DataSet]) -> Work:
        function = load_function(options.reference, options.function)
        kinds = scalar_types(function, len(sets[0].scalars))
        scalars = [kind(value) for kind, value in zip(kinds, sets[0].scalars)]
        constants = [int(text) for text in options.constants.split(",") if text] if options.frozen else []
        arguments = [tuple(t for i, t in enumerate(s.inputs) if i not in constants) + tuple(scalars) for s in sets]
        if not constants:
            return Work([torch.compile(function, dynamic=False)] * len(sets), arguments)
        # Each data set has weights of its own, and each set's are frozen and packed once, as a candidate packs them.
        torch._inductor.config.freezing = True
        torch._dynamo.config.recompile_limit = max(torch._dynamo.config.recompile_limit, 2 * len(sets))
        frozen = [Frozen(function, {i: s.inputs[i] for i in constants}).eval() for s in sets]
        return Work([torch.compile(module, dynamic=False) for module in frozen], arguments)

    with torch.no_grad():
        return serve(load)


if __name__ == "__main__":
    sys.exit(main())
