# SPDX-License-Identifier: Apache-2.0
from typing import Optional

from torch import Tensor


# aten's reduction: 0 per row, 1 the mean over rows that are not ignored
def oracle(logits, target, ignore_index: int):
    return (torch.cross_entropy_loss(logits, target, None, 0, ignore_index),
            torch.cross_entropy_loss(logits, target, None, 1, ignore_index))


def eager(logits, target, ignore_index: int):
    loss = torch.cross_entropy_loss(logits, target, None, 0, ignore_index)
    return loss, (loss.float().sum() / (target != ignore_index).sum()).to(logits.dtype)


def oracle_mean(logits, target, ignore_index: int):
    return torch.cross_entropy_loss(logits, target, None, 1, ignore_index)


def eager_mean(logits, target, ignore_index: int):
    return torch.cross_entropy_loss(logits, target, None, 1, ignore_index)


def oracle_per_row(logits, target, ignore_index: int):
    return torch.cross_entropy_loss(logits, target, None, 0, ignore_index)


def eager_per_row(logits, target, ignore_index: int):
    return torch.cross_entropy_loss(logits, target, None, 0, ignore_index)


def pattern_mean(logits, target, none: Optional[Tensor], ignore_index: int, reduction: int, smoothing: float):
    return torch.cross_entropy_loss(logits, target, none, reduction, ignore_index, smoothing)


def pattern_per_row(logits, target, none: Optional[Tensor], ignore_index: int, reduction: int, smoothing: float):
    return torch.cross_entropy_loss(logits, target, none, reduction, ignore_index, smoothing)
