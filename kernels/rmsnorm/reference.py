# SPDX-License-Identifier: Apache-2.0
from typing import List


def oracle(x, w, eps: float):
    return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + eps) * w


def oracle_residual(x, residual, w, eps: float):
    s = x + residual
    return s * torch.rsqrt((s * s).mean(-1, keepdim=True) + eps) * w, s


def eager(x, w, eps: float):
    v = x.float()
    return (v * torch.rsqrt(v.pow(2).mean(-1, keepdim=True) + eps)).to(x.dtype) * w


def eager_residual(x, residual, w, eps: float):
    s = x + residual
    v = s.float()
    return (v * torch.rsqrt(v.pow(2).mean(-1, keepdim=True) + eps)).to(x.dtype) * w, s


def vendor(x, w, eps: float):
    return F.rms_norm(x, [x.size(-1)], w, eps)


def pattern_llama(x, w, eps: float, exponent: int, dim: List[int], keepdim: bool, none: Optional[int]):
    return w * (x * torch.rsqrt(torch.mean(torch.pow(x, exponent), dim, keepdim, dtype=none) + eps))


def pattern_llama_residual(x, residual, w, eps: float, exponent: int, dim: List[int], keepdim: bool,
                           none: Optional[int], alpha: int):
    s = torch.add(x, residual, alpha=alpha)
    return w * (s * torch.rsqrt(torch.mean(torch.pow(s, exponent), dim, keepdim, dtype=none) + eps)), s
