# SPDX-License-Identifier: Apache-2.0


def oracle(x):
    e = torch.exp(x - x.amax(-1, keepdim=True))
    return e / e.sum(-1, keepdim=True)


def eager(x):
    return torch.softmax(x, -1)


def vendor(x):
    return F.softmax(x, -1)
