# SPDX-License-Identifier: Apache-2.0
"""Inputs: the spec's fills, and the adversarial families of the numerical stage."""
import re

import torch

from .expression import evaluate, evaluate_real
from .spec import DTYPES, Variant

FAMILIES = ["plain", "large", "tiny", "mixed", "offset", "heavy", "one_hot", "constant", "sorted", "masked", "binary",
            "nan", "cancelling"]


def shape_of(tensor: dict, symbols: dict[str, int]) -> list[int]:
    return [evaluate(extent, symbols) for extent in tensor["shape"]]


def dtype_of(tensor: dict, dtype: torch.dtype) -> torch.dtype:
    return DTYPES[tensor["dtype"]] if "dtype" in tensor else dtype


def fill(tensor: dict, symbols: dict[str, int], dtype: torch.dtype, generator: torch.Generator) -> torch.Tensor:
    rule, shape = tensor.get("fill", "uniform(-1,1)"), shape_of(tensor, symbols)
    target = dtype_of(tensor, dtype)
    if rule == "normal":
        return torch.randn(shape, generator=generator).to(target)
    if rule == "mask":
        value = torch.where(torch.rand(shape, generator=generator) < 0.3, float("-inf"), 0.0)
        if value.numel():
            value.select(-1, 0).zero_()
        return value.to(target)
    name, arguments = re.fullmatch(r"(\w+)\((.*)\)", rule).groups()
    if name == "index":
        limit = max(1, evaluate(arguments, symbols))
        return torch.randint(0, limit, shape, generator=generator).to(target)
    low, high = (evaluate_real(part, symbols) for part in arguments.split(","))
    return (torch.rand(shape, generator=generator) * (high - low) + low).to(target)


def adversarial(family: str, x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """x with the family's shape of values; dtype kept."""
    scale = 3e2 if x.dtype == torch.float16 else 1e6
    v = x.float()
    if v.numel() == 0 or family == "plain":
        return x
    columns = v.shape[-1]
    if family == "large":
        v = v * scale
    elif family == "tiny":
        v = v / scale
    elif family == "mixed":
        v = v * torch.pow(scale, torch.rand(v.shape, generator=generator) * 2 - 1)
    elif family == "offset":
        v = v + (100.0 if x.dtype == torch.float32 else 4.0)
    elif family == "heavy":
        v = v / (torch.rand(v.shape, generator=generator) + 1e-3)
    elif family == "one_hot":
        v = torch.zeros_like(v)
        v[..., columns // 2] = 1.0
    elif family == "constant":
        v = v.select(-1, 0).unsqueeze(-1).expand(v.shape)
    elif family == "sorted":
        v = v.sort(-1).values
    elif family == "masked":
        v = torch.where(torch.rand(v.shape, generator=generator) < 0.5, float("-inf"), v)
        v.flatten()[: columns] = float("-inf")
    elif family == "binary":
        v = (v > 0).float()
    elif family == "nan":
        v = v.clone()
        v.flatten()[v.numel() // 2] = float("nan")
    elif family == "cancelling":
        v = v.clone()
        half = columns // 2
        v[..., half:2 * half] = -v[..., :half]
    return v.to(x.dtype).contiguous()


def make_inputs(variant: Variant, symbols: dict[str, int], dtype: torch.dtype, seed: int, family: str = "plain",
                constants_too: bool = False) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    inputs = []
    for tensor in variant.inputs:
        value = fill(tensor, symbols, dtype, generator)
        if value.is_floating_point() and tensor.get("fill", "") != "mask" and (constants_too or not tensor.get("constant")):
            value = adversarial(family, value, generator)
        inputs.append(value)
    return inputs
