# SPDX-License-Identifier: Apache-2.0
from typing import List, Optional


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


# LLaMA's norm in primitive ops, behind the residual addition and alone, with the casts that a bf16 model keeps
# (`.float()`, `.to(x.dtype)`) and without. Every constant is a parameter: models share them between ops.
def pattern_llama_cast_residual(x, residual, w, eps: float, alpha: int, wide: int, narrow: int, no: bool,
                                none: Optional[int], exponent: int, dim: List[int], keepdim: bool):
    s = torch.add(x, residual, alpha=alpha)
    v = s.to(wide, no, no, none)
    r = torch.rsqrt(torch.add(torch.mean(torch.pow(v, exponent), dim, keepdim, dtype=none), eps, alpha=alpha))
    return w * (v * r).to(narrow, no, no, none), s


def pattern_llama_residual(x, residual, w, eps: float, alpha: int, none: Optional[int], exponent: int, dim: List[int],
                           keepdim: bool):
    s = torch.add(x, residual, alpha=alpha)
    r = torch.rsqrt(torch.add(torch.mean(torch.pow(s, exponent), dim, keepdim, dtype=none), eps, alpha=alpha))
    return w * (s * r), s


def pattern_llama_right_residual(x, residual, w, eps: float, alpha: int, none: Optional[int], exponent: int,
                                 dim: List[int], keepdim: bool):
    s = torch.add(x, residual, alpha=alpha)
    r = torch.rsqrt(torch.add(torch.mean(torch.pow(s, exponent), dim, keepdim, dtype=none), eps, alpha=alpha))
    return s * r * w, s


def pattern_rms_norm_residual(x, residual, w, eps: float, alpha: int, size: List[int]):
    s = torch.add(x, residual, alpha=alpha)
    return torch.rms_norm(s, size, w, eps), s


def pattern_rms_norm_residual_default_eps(x, residual, w, alpha: int, size: List[int]):
    s = torch.add(x, residual, alpha=alpha)
    return torch.rms_norm(s, size, w, None), s


def pattern_llama_cast(x, w, eps: float, alpha: int, wide: int, narrow: int, no: bool, none: Optional[int], exponent: int,
                       dim: List[int], keepdim: bool):
    v = x.to(wide, no, no, none)
    r = torch.rsqrt(torch.add(torch.mean(torch.pow(v, exponent), dim, keepdim, dtype=none), eps, alpha=alpha))
    return w * (v * r).to(narrow, no, no, none)


def pattern_llama(x, w, eps: float, alpha: int, none: Optional[int], exponent: int, dim: List[int], keepdim: bool):
    return w * (x * torch.rsqrt(torch.add(torch.mean(torch.pow(x, exponent), dim, keepdim, dtype=none), eps, alpha=alpha)))


def pattern_llama_right(x, w, eps: float, alpha: int, none: Optional[int], exponent: int, dim: List[int], keepdim: bool):
    return x * torch.rsqrt(torch.add(torch.mean(torch.pow(x, exponent), dim, keepdim, dtype=none), eps, alpha=alpha)) * w


def pattern_square(x, w, eps: float, alpha: int, none: Optional[int], dim: List[int], keepdim: bool):
    return w * (x * torch.rsqrt(torch.add(torch.mean(x * x, dim, keepdim, dtype=none), eps, alpha=alpha)))


def pattern_square_right(x, w, eps: float, alpha: int, none: Optional[int], dim: List[int], keepdim: bool):
    return x * torch.rsqrt(torch.add(torch.mean(x * x, dim, keepdim, dtype=none), eps, alpha=alpha)) * w


def pattern_rms_norm(x, w, eps: float, size: List[int]):
    return torch.rms_norm(x, size, w, eps)


def pattern_rms_norm_default_eps(x, w, size: List[int]):
    return torch.rms_norm(x, size, w, None)
