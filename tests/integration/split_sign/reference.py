# SPDX-License-Identifier: Apache-2.0


def oracle(x, factor: float):
    t = x * factor
    return torch.relu(t), torch.neg(t)


def eager(x, factor: float):
    t = x * factor
    return torch.relu(t), torch.neg(t)


def pattern_scaled(x, factor: float):
    t = torch.mul(x, factor)
    return torch.relu(t), torch.neg(t)
