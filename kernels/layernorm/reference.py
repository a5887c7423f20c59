# SPDX-License-Identifier: Apache-2.0
from typing import List


def oracle(x, w, b, eps: float):
    centred = x - x.mean(-1, keepdim=True)
    return centred * torch.rsqrt((centred * centred).mean(-1, keepdim=True) + eps) * w + b


def eager(x, w, b, eps: float):
    return F.layer_norm(x, [x.size(-1)], w, b, eps)


def oracle_residual(x, residual, w, b, eps: float):
    s = x + residual
    centred = s - s.mean(-1, keepdim=True)
    return centred * torch.rsqrt((centred * centred).mean(-1, keepdim=True) + eps) * w + b, s


def eager_residual(x, residual, w, b, eps: float):
    s = x + residual
    return F.layer_norm(s, [s.size(-1)], w, b, eps), s


def pattern_layer_norm_residual(x, residual, w, b, eps: float, alpha: int, size: List[int], cudnn: bool):
    s = torch.add(x, residual, alpha=alpha)
    return torch.layer_norm(s, size, w, b, eps, cudnn), s


def pattern_layer_norm(x, w, b, eps: float, size: List[int], cudnn: bool):
    return torch.layer_norm(x, size, w, b, eps, cudnn)
