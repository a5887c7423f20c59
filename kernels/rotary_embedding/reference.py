# SPDX-License-Identifier: Apache-2.0


def oracle(x, cos, sin):
    first, second = x.chunk(2, -1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)


def eager(x, cos, sin):
    first, second = x.chunk(2, -1)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)


def oracle_interleaved(x, cos, sin):
    first, second = x[..., 0::2], x[..., 1::2]
    return torch.stack([first * cos - second * sin, second * cos + first * sin], -1).flatten(-2)


def eager_interleaved(x, cos, sin):
    first, second = x[..., 0::2], x[..., 1::2]
    return torch.stack([first * cos - second * sin, second * cos + first * sin], -1).flatten(-2)


def oracle_tables(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


def eager_tables(x, cos, sin):
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


# LLaMA's rotate_half, by chunk and by slices; its tables are as wide as x.
def pattern_tables_chunk(x, cos, sin, parts: int, split: int, join: int, alpha: int):
    first, second = torch.chunk(x, parts, split)
    return torch.add(x * cos, torch.cat([torch.neg(second), first], join) * sin, alpha=alpha)


def pattern_tables_slice(x, cos, sin, split: int, zero: int, half: int, last: int, step: int, join: int, alpha: int):
    first = torch.slice(x, split, zero, half, step)
    second = torch.slice(x, split, half, last, step)
    return torch.add(x * cos, torch.cat([torch.neg(second), first], join) * sin, alpha=alpha)


def pattern_half_chunk(x, cos, sin, parts: int, split: int, join: int, alpha: int):
    first, second = torch.chunk(x, parts, split)
    return torch.cat([torch.sub(first * cos, second * sin, alpha=alpha), torch.add(second * cos, first * sin, alpha=alpha)], join)


def pattern_interleaved_stack(x, cos, sin, split: int, zero: int, one: int, last: int, step: int, alpha: int, join: int,
                              flat: int):
    first = torch.slice(x, split, zero, last, step)
    second = torch.slice(x, split, one, last, step)
    pairs = [torch.sub(first * cos, second * sin, alpha=alpha), torch.add(first * sin, second * cos, alpha=alpha)]
    return torch.flatten(torch.stack(pairs, join), flat, join)
