# SPDX-License-Identifier: Apache-2.0


def oracle(x, wg, wu, wd):
    return F.linear(F.silu(F.linear(x, wg)) * F.linear(x, wu), wd)


def oracle_gelu(x, wg, wu, wd):
    return F.linear(F.gelu(F.linear(x, wg), approximate="none") * F.linear(x, wu), wd)


def oracle_relu2(x, wg, wu, wd):
    g = F.relu(F.linear(x, wg))
    return F.linear(g * g * F.linear(x, wu), wd)


def oracle_gelu_bias(x, w1, b1, w2, b2):
    return F.linear(F.gelu(F.linear(x, w1, b1), approximate="tanh"), w2, b2)


def oracle_gelu_erf_bias(x, w1, b1, w2, b2):
    return F.linear(F.gelu(F.linear(x, w1, b1), approximate="none"), w2, b2)


def oracle_silu_mul(g, u):
    return F.silu(g) * u


def oracle_silu_mul_packed(gu):
    h = gu.size(-1) // 2
    return F.silu(gu[:, :h]) * gu[:, h:]


def eager(x, wg, wu, wd):
    return F.linear(F.silu(F.linear(x, wg)) * F.linear(x, wu), wd)


def eager_gelu(x, wg, wu, wd):
    return F.linear(F.gelu(F.linear(x, wg), approximate="none") * F.linear(x, wu), wd)


def eager_relu2(x, wg, wu, wd):
    g = F.relu(F.linear(x, wg))
    return F.linear(g * g * F.linear(x, wu), wd)


def eager_gelu_bias(x, w1, b1, w2, b2):
    return F.linear(F.gelu(F.linear(x, w1, b1), approximate="tanh"), w2, b2)


def eager_gelu_erf_bias(x, w1, b1, w2, b2):
    return F.linear(F.gelu(F.linear(x, w1, b1), approximate="none"), w2, b2)


def eager_silu_mul(g, u):
    return F.silu(g) * u


def eager_silu_mul_packed(gu):
    h = gu.size(-1) // 2
    return F.silu(gu[:, :h]) * gu[:, h:]


def pattern_swiglu(x, wg, wu, wd):
    return F.linear(torch.mul(F.silu(F.linear(x, wg)), F.linear(x, wu)), wd)


def pattern_swiglu_up_first(x, wg, wu, wd):
    return F.linear(torch.mul(F.linear(x, wu), F.silu(F.linear(x, wg))), wd)


def pattern_geglu(x, wg, wu, wd, approximate: str):
    return F.linear(torch.mul(F.gelu(F.linear(x, wg), approximate=approximate), F.linear(x, wu)), wd)


def pattern_reglu2(x, wg, wu, wd, exponent: int):
    return F.linear(torch.mul(torch.pow(F.relu(F.linear(x, wg)), exponent), F.linear(x, wu)), wd)


def pattern_gelu_bias(x, w1, b1, w2, b2, approximate: str):
    return F.linear(F.gelu(F.linear(x, w1, b1), approximate=approximate), w2, b2)


def pattern_gelu_erf_bias(x, w1, b1, w2, b2, approximate: str):
    return F.linear(F.gelu(F.linear(x, w1, b1), approximate=approximate), w2, b2)


def pattern_silu_mul_chunk(gu, chunks: int, dim: int):
    g, u = torch.chunk(gu, chunks, dim)
    return torch.mul(F.silu(g), u)


def pattern_silu_mul(g, u):
    return torch.mul(F.silu(g), u)


def pattern_silu_mul_up_first(g, u):
    return torch.mul(u, F.silu(g))
