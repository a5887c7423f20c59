# SPDX-License-Identifier: Apache-2.0
"""Error against the float64 truth, as a multiple of what PyTorch's own kernel makes on the same inputs."""
from dataclasses import dataclass

import torch

MAX_FACTOR, RMS_FACTOR, FLOOR_ULP = 4.0, 2.0, 2.0
SHORTEST_ROW, FEW_ELEMENTS = 16, 64
MANTISSA = {torch.float32: 23, torch.bfloat16: 7, torch.float16: 10}
SMALLEST = {torch.float32: 2.0**-149, torch.bfloat16: 2.0**-133, torch.float16: 2.0**-24}


@dataclass
class Finding:
    max_ratio: float = 0.0  # worst row: candidate's maximum error over the budget; above 1 is wrong
    rms_ratio: float = 0.0
    ulp: float = 0.0  # worst element, in ulp of the truth
    yardstick_ulp: float = 0.0
    fault: str = ""

    @property
    def ok(self) -> bool:
        return not self.fault and self.max_ratio <= 1.0 and self.rms_ratio <= 1.0


def ulp(magnitude: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    exponent = torch.frexp(magnitude.clamp(min=1e-300)).exponent.double() - 1
    return torch.pow(2.0, exponent - MANTISSA[dtype]).clamp(min=SMALLEST[dtype])


def rows(value: torch.Tensor) -> torch.Tensor:
    """One line per budget: the last dimension, or all of a tensor whose rows are too short to have an error."""
    isLong = value.dim() > 1 and value.shape[-1] >= SHORTEST_ROW
    return value.reshape(-1, value.shape[-1]) if isLong else value.reshape(1, -1)


def rms(value: torch.Tensor) -> torch.Tensor:
    return value.square().mean(-1).sqrt()


def typical(error: torch.Tensor, size: torch.Tensor) -> torch.Tensor:
    """The yardstick's relative error over all rows: one that is right by luck must not demand luck of others."""
    return torch.where(size > 0, error / size, torch.zeros_like(error)).median() * size


def judge(result: torch.Tensor, truth: torch.Tensor, yardstick: torch.Tensor, conditioning: torch.Tensor) -> Finding:
    """`conditioning`: what inputs rounded once more to fp32 change in each element of the truth."""
    if result.dtype in (torch.int64, torch.bool):
        return Finding(fault="" if torch.equal(result, truth.to(result.dtype)) else "integer output differs")
    if truth.shape != result.shape or yardstick.shape != result.shape:
        return Finding(fault=f"shapes: {list(result.shape)} truth {list(truth.shape)} eager {list(yardstick.shape)}")
    if result.numel() == 0:
        return Finding()
    dtype = result.dtype
    rounded, got = rows(truth.to(dtype).double()), rows(result.double())
    exact, peer = rows(truth.double()), rows(yardstick.double())
    finite = torch.isfinite(rounded)
    same = torch.where(finite, torch.isfinite(got), (got == rounded) | (torch.isnan(got) & torch.isnan(rounded)))
    # Where PyTorch itself leaves the truth's NaN and infinities, following PyTorch is right as well.
    same |= (got == peer) | (torch.isnan(got) & torch.isnan(peer))
    if not bool(same.all()):
        at = int((~same).flatten().nonzero()[0])
        return Finding(fault=f"NaN/Inf at element {at}: {got.flatten()[at]} for {rounded.flatten()[at]} (eager {peer.flatten()[at]})")
    usable = finite & torch.isfinite(got)
    zero = torch.zeros_like(exact)
    error = torch.where(usable, (got - exact).abs(), zero)
    peer_error = torch.where(usable & torch.isfinite(peer), (peer - exact).abs(), zero)
    size = torch.where(usable, exact.abs(), zero)
    largest, spread = size.amax(-1), rms(size)
    peer_max = torch.maximum(peer_error.amax(-1), typical(peer_error.amax(-1), largest))
    peer_rms = torch.maximum(rms(peer_error), typical(rms(peer_error), spread))
    noise = torch.zeros(()).double()
    if result.numel() <= FEW_ELEMENTS:
        noise = rms(torch.nan_to_num(conditioning.double().reshape(-1), 0.0, 0.0, 0.0))
    budget_max = torch.maximum(MAX_FACTOR * torch.maximum(peer_max, noise), FLOOR_ULP * ulp(largest, dtype))
    budget_rms = torch.maximum(RMS_FACTOR * torch.maximum(peer_rms, noise), FLOOR_ULP * ulp(spread, dtype))
    unit = ulp(size, dtype)
    return Finding(float((error.amax(-1) / budget_max).max()), float((rms(error) / budget_rms).max()),
                   float((error / unit).max()), float((peer_error / unit).max()))
