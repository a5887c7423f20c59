# SPDX-License-Identifier: Apache-2.0


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
