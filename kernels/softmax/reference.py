# SPDX-License-Identifier: Apache-2.0
from typing import Optional


def oracle(x):
    e = torch.exp(x - x.amax(-1, keepdim=True))
    return e / e.sum(-1, keepdim=True)


def eager(x):
    return torch.softmax(x, -1)


def vendor(x):
    return F.softmax(x, -1)


def oracle_masked(x, mask):
    s = x + mask
    e = torch.exp(s - s.amax(-1, keepdim=True))
    return e / e.sum(-1, keepdim=True)


def eager_masked(x, mask):
    return torch.softmax(x + mask, -1)


def oracle_masked_square(x, mask):
    s = (x.view([-1, mask.size(0), mask.size(1)]) + mask).view(x.size())
    e = torch.exp(s - s.amax(-1, keepdim=True))
    return e / e.sum(-1, keepdim=True)


def eager_masked_square(x, mask):
    return torch.softmax(x.view([-1, mask.size(0), mask.size(1)]) + mask, -1).view(x.size())


def pattern_masked_square(x, mask, dim: int, alpha: int, none: Optional[int]):
    return torch.softmax(torch.add(x, mask, alpha=alpha), dim, none)


def pattern_masked(x, mask, dim: int, alpha: int, none: Optional[int]):
    return torch.softmax(torch.add(x, mask, alpha=alpha), dim, none)


def pattern_softmax(x, dim: int, none: Optional[int]):
    return torch.softmax(x, dim, none)
