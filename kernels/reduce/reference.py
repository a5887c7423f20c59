# SPDX-License-Identifier: Apache-2.0
from typing import List, Optional


def oracle(x):
    return x.sum(-1)


def eager(x):
    return torch.sum(x, -1)


def oracle_mean(x):
    return x.mean(-1)


def eager_mean(x):
    return torch.mean(x, -1)


def oracle_max(x):
    return x.amax(-1)


def eager_max(x):
    return torch.amax(x, -1)


def pattern_sum(x, dim: List[int], keepdim: bool, none: Optional[int]):
    return torch.sum(x, dim, keepdim, dtype=none)


def pattern_mean(x, dim: List[int], keepdim: bool, none: Optional[int]):
    return torch.mean(x, dim, keepdim, dtype=none)


def pattern_max(x, dim: List[int], keepdim: bool):
    return torch.amax(x, dim, keepdim)
