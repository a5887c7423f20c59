# SPDX-License-Identifier: Apache-2.0
"""spec.toml and reference.py of one kernel type, read as the application reads them."""
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16, "fp64": torch.float64,
          "i64": torch.int64, "bool": torch.bool}
ABI_NUMBER = {torch.float32: 0, torch.bfloat16: 1, torch.float16: 2, torch.float64: 3, torch.int64: 4, torch.bool: 5}
CPP_TYPE = {torch.float32: "float", torch.bfloat16: "ak::bf16", torch.float16: "ak::fp16"}


def parse_symbols(text: str) -> dict[str, int]:
    return {name.strip(): int(value) for name, value in (part.split("=") for part in text.split(","))}


@dataclass
class Variant:
    name: str
    inputs: list[dict]
    outputs: list[dict]
    scalars: list[dict]
    cost: dict
    shapes: dict

    @property
    def suffix(self) -> str:
        return "" if self.name == "default" else "_" + self.name


@dataclass
class KernelType:
    folder: Path
    name: str
    symbols: list[str]
    baselines: list[str]
    variants: dict[str, Variant]
    patterns: dict[str, dict]
    functions: dict[str, Any]

    def reference(self, name: str, variant: Variant):
        return self.functions.get(name + variant.suffix)


def compile_reference(path: Path) -> torch.jit.CompilationUnit:
    """As the application does: TorchScript, imports blanked, `torch` and `F` names of aten functions and dtypes."""
    text = re.sub(r"^(import|from) .*$", "", path.read_text(), flags=re.M)
    dtypes = r"(?!(?:float16|half|bfloat16|float32|float|float64|double|bool|int8|uint8|int16|int32|int|int64|long)\b)"
    text = re.sub(rf"\b(?:torch(?:\.nn\.functional)?|F)\.{dtypes}", "torch.ops.aten.", text)
    text = text.replace("torch.ops.aten.cross_entropy(", "torch.ops.aten.cross_entropy_loss(")
    return torch.jit.CompilationUnit(text)


def load(folder: Path) -> KernelType:
    spec = tomllib.loads((folder / "spec.toml").read_text())
    unit = compile_reference(folder / "reference.py")
    functions = {name: getattr(unit, name) for name in re.findall(r"^def (\w+)", (folder / "reference.py").read_text(), re.M)}
    default = Variant("default", spec["input"], spec["output"], spec.get("scalar", []), spec["cost"], spec["shapes"])
    variants = {"default": default}
    for name, table in spec.get("variant", {}).items():
        variants[name] = Variant(name, table.get("inputs", default.inputs), table.get("outputs", default.outputs),
                                 table.get("scalars", default.scalars), table.get("cost", default.cost),
                                 {**default.shapes, **table.get("shapes", {})})
    return KernelType(folder, spec["name"], spec["symbols"], spec.get("baselines", []), variants,
                      spec.get("pattern", {}), functions)
