# SPDX-License-Identifier: Apache-2.0
"""The sets of arguments that a model is exported, profiled and timed with: what example_inputs() of the user's file
gives, or random values of given shapes. Also the words that both this and ak_export.py say errors with."""
from __future__ import annotations

import inspect
import math
import numbers
import re
from dataclasses import dataclass
from typing import Any, Callable, Iterable

import torch
from torch import Tensor

INPUT_FORMS = ("example_inputs() gives a tuple of arguments, a dictionary of keyword arguments, or a list of such "
               "sets, each as it is or as (weight, set)")


class ExportError(Exception):
    """A sentence for the user."""


@dataclass
class InputSet:
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    weight: float = 1.0

    def leaves(self) -> list[Any]:
        return [*self.args, *self.kwargs.values()]

    def tensors(self) -> tuple[Tensor, ...]:
        return tuple(value for value in self.leaves() if isinstance(value, Tensor))


def sentence(error: BaseException) -> str:
    """The exception's own words on one line; no stack."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    asked = re.search(r"you tried to allocate (\d+) bytes", str(error))
    if asked:
        return f"it needs {gigabytes(float(asked.group(1)))} of memory in one piece, more than is free"
    if lines and lines[0].startswith("The following operation failed in the TorchScript"):
        return lines[-1]  # behind the interpreter's traceback
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def gigabytes(count: float) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e8 else f"{count / 1e6:.1f} MB"


def weight_of(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not 0 < value < math.inf:
        raise ExportError(f"example_inputs() gave the weight {value!r}; a weight is a number above 0 that says how "
                          "often such a call happens.")
    return float(value)


def arguments_of(item: Any) -> InputSet:
    if isinstance(item, Tensor):
        return InputSet((item,), {})
    if isinstance(item, (tuple, list)):
        return InputSet(tuple(item), {})
    if isinstance(item, dict) and item.keys() <= {"args", "kwargs", "weight"} and not isinstance(
            item.get("weight"), Tensor):  # a tensor: an argument called weight
        args, kwargs = item.get("args", ()), item.get("kwargs", {})
        if not isinstance(kwargs, dict):
            raise ExportError(f"example_inputs() gave the kwargs {kwargs!r}; they are a dictionary of arguments.")
        if not isinstance(args, (Tensor, tuple, list)):
            raise ExportError(f"example_inputs() gave the args {args!r}; they are a tuple of arguments.")
        return InputSet((args,) if isinstance(args, Tensor) else tuple(args), dict(kwargs),
                        weight_of(item.get("weight", 1.0)))
    if isinstance(item, dict):
        return InputSet((), dict(item))
    raise ExportError(f"example_inputs() gave a {type(item).__name__}; {INPUT_FORMS}.")


def is_weighted(item: Any) -> bool:
    """(weight, set). What holds tensors in a tuple or a dictionary is a set and no argument, so that what stands in
    front of it is a weight, if a bad one; in front of a tensor only a number is."""
    if not isinstance(item, tuple) or len(item) != 2 or isinstance(item[0], Tensor):
        return False
    if isinstance(item[1], Tensor):
        return isinstance(item[0], numbers.Real) and not isinstance(item[0], bool)
    return isinstance(item[1], (tuple, list, dict)) and bool(flat_tensors(item[1]))


def as_input_set(item: Any) -> InputSet:
    """An entry of the list."""
    if not is_weighted(item):
        return arguments_of(item)
    weight, given = item
    result = arguments_of(given)
    result.weight = weight_of(weight)
    return result


def inputs_of_file(module: Any) -> list[InputSet]:
    if not hasattr(module, "example_inputs"):
        raise ExportError("No inputs are known: pass --input 1,128 (int: in front for token ids), or define "
                          "example_inputs() in the file.")
    try:
        given = module.example_inputs()
    except Exception as error:
        raise ExportError(f"example_inputs() raised {sentence(error)}") from error
    if not isinstance(given, list):
        return [arguments_of(given)]
    if not given:
        raise ExportError("example_inputs() gave an empty list; at least one set of arguments is needed.")
    return [as_input_set(item) for item in given]


def refuse_too_large_inputs(shapes: list[dict[str, Any]], dtype: torch.dtype, memory_bytes: int) -> None:
    cast_bytes = 0 if dtype is torch.float32 else torch.empty(0, dtype=dtype).element_size()
    needed = sum(math.prod(entry["shape"]) * (8 if entry["integer"] else 4 + cast_bytes) for entry in shapes)
    if memory_bytes and needed > memory_bytes:
        raise ExportError(f"The inputs alone need {gigabytes(needed)} of memory, and {gigabytes(memory_bytes)} are "
                          "free. Choose a smaller --input.")


def inputs_of_shapes(shapes: Iterable[dict[str, Any]], vocabulary: int, seed: int) -> list[InputSet]:
    generator = torch.Generator().manual_seed(seed)
    tensors = []
    for entry in shapes:
        if entry["integer"]:
            tensors.append(torch.randint(0, max(vocabulary, 1), entry["shape"], generator=generator))
        else:
            tensors.append(torch.randn(entry["shape"], generator=generator))
    return [InputSet(tuple(tensors), {})]


def cast(value: Any, dtype: torch.dtype) -> Any:
    return value.to(dtype) if isinstance(value, Tensor) and value.is_floating_point() else value


def passed_as_first(sets: list[InputSet], forward: Callable[..., Any]) -> list[InputSet]:
    """Each set's arguments by position and by name as the first one passes them: x may be named in one and come
    first in another. A set that forward() would not take, or that gives others, is left for check_alike()."""
    signature = inspect.signature(forward)

    def by_name(given: InputSet) -> dict[str, Any] | None:
        try:
            return dict(signature.bind(*given.args, **given.kwargs).arguments)
        except TypeError:
            return None

    first = by_name(sets[0])
    variadic = any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in signature.parameters.values())
    if first is None or variadic:
        return sets
    positional = list(first)[:len(sets[0].args)]
    result = sets[:1]
    for given in sets[1:]:
        arguments = by_name(given)
        if arguments is None or arguments.keys() != first.keys():
            result.append(given)
        else:
            result.append(InputSet(tuple(arguments[name] for name in positional),
                                   {name: arguments[name] for name in sets[0].kwargs}, given.weight))
    return result


def check_alike(sets: list[InputSet]) -> None:
    first = sets[0]
    if not first.tensors():
        raise ExportError(f"The inputs hold no tensor. {INPUT_FORMS}.")
    constants = [v for v in first.leaves() if not isinstance(v, Tensor)]
    for number, other in enumerate(sets[1:], 2):
        same = (len(other.args) == len(first.args) and list(other.kwargs) == list(first.kwargs)
                and [type(v) for v in other.leaves()] == [type(v) for v in first.leaves()]
                and [v for v in other.leaves() if not isinstance(v, Tensor)] == constants)
        if not same:
            raise ExportError(f"Input set {number} has other arguments than the first one; all sets must agree in "
                              "their number, names and values that are not tensors.")


def flat_tensors(value: Any) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        return [t for v in value.values() for t in flat_tensors(v)]
    if isinstance(value, (tuple, list)):
        return [t for v in value for t in flat_tensors(v)]
    return []


def other_values(tensors: tuple[Tensor, ...], seed: int) -> tuple[Tensor, ...]:
    """Fresh values of the same kind: integers in the example's own range, floating ones with its mean and deviation.
    Booleans and tensors of at most two values (masks) stay."""
    generator = torch.Generator().manual_seed(seed)

    def other(tensor: Tensor) -> Tensor:
        if tensor.dtype is torch.bool or tensor.is_complex() or tensor.numel() < 2 or tensor.unique().numel() <= 2:
            return tensor
        if not tensor.is_floating_point():
            low, high = int(tensor.min()), int(tensor.max())
            return torch.randint(low, high + 1, tensor.shape, generator=generator).to(tensor.dtype)
        wide = tensor.double()
        return (torch.randn(tensor.shape, generator=generator, dtype=torch.float64) * wide.std() + wide.mean()).to(
            tensor.dtype)

    return tuple(other(tensor) for tensor in tensors)
