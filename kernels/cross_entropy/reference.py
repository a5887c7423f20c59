# SPDX-License-Identifier: Apache-2.0


def oracle(logits, target, ignore_index: int):
    return (F.cross_entropy(logits, target, ignore_index=ignore_index, reduction="none"),
            F.cross_entropy(logits, target, ignore_index=ignore_index, reduction="mean"))


def eager(logits, target, ignore_index: int):
    loss = F.cross_entropy(logits, target, ignore_index=ignore_index, reduction="none")
    return loss, (loss.float().sum() / (target != ignore_index).sum()).to(logits.dtype)


def oracle_mean(logits, target, ignore_index: int):
    return F.cross_entropy(logits, target, ignore_index=ignore_index, reduction="mean")


def eager_mean(logits, target, ignore_index: int):
    return F.cross_entropy(logits, target, ignore_index=ignore_index, reduction="mean")


def oracle_per_row(logits, target, ignore_index: int):
    return F.cross_entropy(logits, target, ignore_index=ignore_index, reduction="none")


def eager_per_row(logits, target, ignore_index: int):
    return F.cross_entropy(logits, target, ignore_index=ignore_index, reduction="none")
