# SPDX-License-Identifier: Apache-2.0
"""Turns a Python model into a TorchScript archive and sample inputs. Run by the worker as a child process.

The user's file may define example_inputs(). It returns one set of arguments or a list of them; a set is a tensor,
a tuple of positional arguments or a dictionary of keyword arguments. In a list it may be (weight, set), where the
weight says how often such a call happens; a dictionary with some of the keys "args", "kwargs" and "weight" is the
long form. Arguments that are not tensors become constants of the archive.

Last line of stdout: one JSON object, {"route", "difference", "parameters", "bytes", "vocabulary", "inputs"} or
{"error"}. What the user's code prints goes to stderr.
"""
from __future__ import annotations

import argparse
import importlib.util
import inspect
import json
import math
import os
import sys
import warnings
from typing import Any, Callable, Iterable

import torch
from ak_inputs import (ExportError, InputSet, cast, check_alike, flat_tensors, gigabytes, inputs_of_file,
                       inputs_of_shapes, other_values, passed_as_first, refuse_too_large_inputs, sentence)
from torch import Tensor, nn

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16, "fp64": torch.float64}
# Largest difference of an export from the module, relative to the largest output.
MAXIMUM_DIFFERENCE = {torch.float32: 1e-3, torch.float64: 1e-9, torch.bfloat16: 5e-2, torch.float16: 1e-2}


def load_class(path: str, name: str) -> tuple[type[nn.Module], Any]:
    directory = os.path.dirname(os.path.abspath(path))
    sys.path.insert(0, directory)
    spec = importlib.util.spec_from_file_location("autokernel_user_model", path)
    if spec is None or spec.loader is None:
        raise ExportError(f"{path} is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ExportError(f"{path} failed while it was imported: {sentence(error)}") from error
    found = getattr(module, name, None)
    if not (inspect.isclass(found) and issubclass(found, nn.Module)):
        classes = [key for key, value in vars(module).items()
                   if inspect.isclass(value) and issubclass(value, nn.Module) and value.__module__ == module.__name__]
        known = ", ".join(classes) if classes else "none"
        raise ExportError(f"{path} has no torch.nn.Module called {name or '(no --class given)'}; it defines: {known}.")
    return found, module


def refuse_if_too_large(model_class: type[nn.Module], dtype: torch.dtype, memory_bytes: int) -> None:
    """Builds the module without storage to learn its size; a class that cannot be built so is let through."""
    try:
        with torch.device("meta"):
            model = model_class()
        tensors = [*model.parameters(), *model.buffers()]
        width = torch.empty(0, dtype=dtype).element_size()
        needed = sum(t.numel() * (width if t.is_floating_point() else t.element_size()) for t in tensors)
    except Exception:
        return
    if memory_bytes and needed * 1.2 > memory_bytes:
        raise ExportError(f"{model_class.__name__} needs {gigabytes(needed * 1.2)} of memory for its weights and one "
                          f"forward, and {gigabytes(memory_bytes)} are free. Choose a smaller dtype or model.")


def build(model_class: type[nn.Module], dtype: torch.dtype, seed: int, own_example: bool) -> nn.Module:
    torch.manual_seed(seed)
    before = torch.get_default_dtype()
    try:
        if own_example:  # large examples never exist in fp32 first
            torch.set_default_dtype(dtype)
        model = model_class()
    except Exception as error:
        raise ExportError(f"{model_class.__name__}() raised {sentence(error)}. "
                          "The class must be constructible without arguments.") from error
    finally:
        torch.set_default_dtype(before)
    model = model.to(dtype).eval()
    config = getattr(model, "config", None)
    if hasattr(config, "use_cache"):  # a key-value cache is an output that no caller of ours reads
        config.use_cache = False
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    return model


def vocabulary_of(model: nn.Module) -> int:
    configured = getattr(getattr(model, "config", None), "vocab_size", 0)
    tables = [m.num_embeddings for m in model.modules() if isinstance(m, nn.Embedding)]
    return int(configured or max(tables, default=0))


def with_tensor_interface(model: nn.Module, sample: InputSet) -> nn.Module:
    """Gives the module a forward of tensors in order to tensors. The module stays the same object, so that the
    names in its state dict do not change."""
    original = type(model)
    positional, names = sample.args, list(sample.kwargs)
    template = sample.leaves()

    def forward(self: nn.Module, *tensors: Tensor) -> Any:
        remaining = iter(tensors)
        values = [next(remaining) if isinstance(v, Tensor) else v for v in template]
        result = original.forward(self, *values[:len(positional)], **dict(zip(names, values[len(positional):])))
        outputs = flat_tensors(result)
        return outputs[0] if len(outputs) == 1 else tuple(outputs)

    model.__class__ = type(original.__name__, (original,), {"forward": forward, "__module__": original.__module__})
    return model


def difference(model: Callable[..., Any], expected: list[list[Tensor]], sets: list[InputSet]) -> tuple[float, float]:
    """Largest absolute difference over all sets, and the same relative to the largest output."""
    worst, relative = 0.0, 0.0
    for wanted, inputs in zip(expected, sets):
        got = flat_tensors(model(*inputs.tensors()))
        if [t.shape for t in got] != [t.shape for t in wanted]:
            return float("inf"), float("inf")
        for a, b in zip(got, wanted):
            same = (a == b) | (a.isnan() & b.isnan()) if a.is_floating_point() else a == b
            gap = torch.where(same, 0.0, (a.double() - b.double()).abs())
            largest = gap.max().item() if gap.numel() else 0.0
            scale = b.double().abs().nan_to_num(0.0, 0.0, 0.0).max().item() if b.numel() else 0.0
            largest = float("inf") if largest != largest else largest
            worst, relative = max(worst, largest), max(relative, largest / (scale or 1.0) if largest else 0.0)
    return worst, relative


def routes(model: nn.Module, inputs: tuple[Tensor, ...]) -> Iterable[tuple[str, Callable[[], Any]]]:
    def trace(module: nn.Module) -> Any:
        return torch.jit.trace(module, inputs, check_trace=False, strict=False)

    yield "trace", lambda: trace(model)
    yield "export+trace", lambda: trace(torch.export.export(model, inputs).run_decompositions({}).module())
    yield "script", lambda: torch.jit.script(model)


# A trace holds these as it holds every shape; input sets of other shapes tell.
SHAPE_WARNINGS = ("Iterating over a tensor", "Using len to get tensor shape")


def values_read(said: list[warnings.WarningMessage]) -> list[str]:
    """Files and lines where a trace met a value that Python computed with, which it then holds for good."""
    return list(dict.fromkeys(f"{w.filename}:{w.lineno}" for w in said
                              if issubclass(w.category, torch.jit.TracerWarning)
                              and not str(w.message).startswith(SHAPE_WARNINGS)))


def is_library(place: str) -> bool:
    """In an installed package. Those branch on shapes, which a trace holds anyway."""
    return place.startswith(os.path.dirname(os.path.dirname(torch.__file__)) + os.sep)


def in_words(places: list[str]) -> str:
    """"m.py:12, m.py:14 and 3 more"."""
    rest = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return ", ".join(os.path.basename(place) for place in places[:3]) + rest


def gap_elsewhere(exported: Any, flat: nn.Module, sample: InputSet, seed: int) -> float | None:
    """The export's relative difference on a second input; None where the module takes no other."""
    tensors = other_values(sample.tensors(), seed + 1)
    if all(a is b for a, b in zip(tensors, sample.tensors())):
        return None
    try:
        expected = [flat_tensors(flat(*tensors))]
    except Exception:
        return None
    try:
        return difference(exported, expected, [InputSet(tensors, {})])[1]
    except Exception:
        return math.inf


def export(model: nn.Module, flat: nn.Module, sets: list[InputSet], expected: list[list[Tensor]],
           dtype: torch.dtype, seed: int) -> tuple[str, Any, float]:
    """The first route that gives the module's outputs. One that holds values which the user's code computes for good
    is taken only where no other route works, one that is wrong on a second input only as the last; the route's text
    says so. That a second input agrees proves little: it may take the same branch."""
    reasons: list[str] = []
    held: tuple[str, Any, float] | None = None
    wrong: tuple[str, Any, float] | None = None
    for route, make in routes(flat, sets[0].tensors()):
        try:
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always", torch.jit.TracerWarning)
                exported = make()
            worst, relative = difference(exported, expected, sets)
        except Exception as error:
            reasons.append(f"{route}: {sentence(error)}")
            continue
        places = values_read(said)
        if not relative <= MAXIMUM_DIFFERENCE[dtype]:
            why = f", because values computed in Python are frozen ({in_words(places)})" if places else ""
            reasons.append(f"{route}: its output differs from the module's by {worst:.3g}{why}")
            continue
        if not places:
            return route, exported, worst
        gap = gap_elsewhere(exported, flat, sets[0], seed)
        said_of_it = f"{route}: values computed in Python are frozen ({in_words(places)}"
        if gap is None:
            held = held or (f"{said_of_it}; no second input could show whether that matters)", exported, worst)
        elif gap <= MAXIMUM_DIFFERENCE[dtype] and all(is_library(place) for place in places):
            return route, exported, worst
        elif gap <= MAXIMUM_DIFFERENCE[dtype]:
            held = held or (f"{said_of_it}; a second random input gave the module's own result)", exported, worst)
        else:
            wrong = wrong or (f"{said_of_it}): on a second random input the result differs by {gap:.2g} of its largest "
                              "value; the export is right only for inputs like the given ones", exported, worst)
    if held or wrong:
        return held or wrong
    raise ExportError(f"{type(model).__name__} cannot be turned into TorchScript. " + "; ".join(reasons) + ".")


def describe(tensor: Tensor) -> str:
    return f"{str(tensor.dtype).removeprefix('torch.')}[{','.join(map(str, tensor.shape))}]"


def input_names(sample: InputSet, model: nn.Module) -> list[str]:
    parameters = [p for p in inspect.signature(model.forward).parameters]
    names = [parameters[i] if i < len(parameters) else f"arg{i}" for i in range(len(sample.args))] + list(sample.kwargs)
    return [name for name, value in zip(names, sample.leaves()) if isinstance(value, Tensor)]


def run(options: argparse.Namespace) -> dict[str, Any]:
    dtype = DTYPES[options.dtype]
    model_class, module = load_class(options.file, options.class_name)
    refuse_if_too_large(model_class, dtype, options.memory_bytes)
    model = build(model_class, dtype, options.seed, options.own_example)
    vocabulary = options.vocabulary or vocabulary_of(model)
    if options.own_example and not options.inputs:
        sets = [InputSet(args, {}) for args in module.example_inputs(vocabulary=vocabulary)]
    elif options.inputs:
        shapes = json.loads(options.inputs)
        refuse_too_large_inputs(shapes, dtype, options.memory_bytes)
        sets = inputs_of_shapes(shapes, vocabulary, options.seed)
    else:
        sets = inputs_of_file(module)
    sets = passed_as_first(sets, model.forward)
    check_alike(sets)
    for s in sets:
        s.args = tuple(cast(v, dtype) for v in s.args)
        s.kwargs = {key: cast(v, dtype) for key, v in s.kwargs.items()}
    names = input_names(sets[0], model)
    name = type(model).__name__
    needs_interface = bool(sets[0].kwargs) or len(sets[0].tensors()) != len(sets[0].leaves())
    flat = with_tensor_interface(model, sets[0]) if needs_interface else model
    with torch.no_grad():
        try:
            results = [flat(*s.tensors()) for s in sets]
        except Exception as error:
            shapes = ", ".join(describe(t) for t in sets[0].tensors())
            raise ExportError(f"{name} raised on its inputs ({shapes}): {sentence(error)}") from error
        expected = [flat_tensors(r) for r in results]
        if not expected[0]:
            raise ExportError(f"{name} returned no tensor.")
        if not isinstance(results[0], Tensor) and not needs_interface:
            flat = with_tensor_interface(model, sets[0])
        route, exported, worst = export(model, flat, sets, expected, dtype, options.seed)
    exported.save(options.output)
    torch.save(tuple((s.weight, s.tensors()) for s in sets), options.sample_inputs)
    parameters = list(model.parameters())
    return {"route": route, "difference": worst, "name": name,
            "parameters": sum(p.numel() for p in parameters), "vocabulary": vocabulary,
            "inputs": [f"{n} {describe(t)}" for n, t in zip(names, sets[0].tensors())]}


def main() -> int:
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", required=True)
    parser.add_argument("--class", dest="class_name", default="")
    parser.add_argument("--own-example", action="store_true", help="the file is one of ours (resources/models)")
    parser.add_argument("--inputs", default="", help='JSON: [{"shape": [1, 128], "integer": true}, ...]')
    parser.add_argument("--vocabulary", type=int, default=0)
    parser.add_argument("--dtype", choices=sorted(DTYPES), default="fp32")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--memory-bytes", type=int, default=0)
    parser.add_argument("--output", required=True)
    parser.add_argument("--sample-inputs", required=True)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    try:
        reply = run(options)
    except ExportError as error:
        reply = {"error": str(error)}
    except MemoryError:
        reply = {"error": "The machine ran out of memory while the model was exported."}
    except SystemExit as error:  # of the user's code
        reply = {"error": f"{options.file} ended the process with sys.exit({error.code!r})."}
    except Exception as error:
        reply = {"error": f"The model cannot be exported: {sentence(error)}."}
    print(json.dumps(reply), file=answer, flush=True)
    return 1 if "error" in reply else 0


if __name__ == "__main__":
    sys.exit(main())
