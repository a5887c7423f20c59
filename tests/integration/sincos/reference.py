# SPDX-License-Identifier: Apache-2.0


def oracle(x, factor: float):
    t = torch.exp(x) * factor
    return torch.sin(t), torch.cos(t)


def eager(x, factor: float):
    t = torch.exp(x) * factor
    return torch.sin(t), torch.cos(t)


def pattern_scaled(x, factor: float):
    t = torch.mul(torch.exp(x), factor)
    return torch.sin(t), torch.cos(t)
