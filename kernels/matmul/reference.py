# SPDX-License-Identifier: Apache-2.0


def oracle(a, b):
    return torch.mm(a, b)


def oracle_linear(x, w):
    return F.linear(x, w)


def oracle_linear_bias(x, w, b):
    return F.linear(x, w, b)


def oracle_linear_bias_gelu(x, w, b):
    return F.gelu(F.linear(x, w, b), approximate="none")


def oracle_linear_bias_gelu_tanh(x, w, b):
    return F.gelu(F.linear(x, w, b), approximate="tanh")


def oracle_linear_silu(x, w):
    return F.silu(F.linear(x, w))


def oracle_linear_residual(x, w, residual):
    return F.linear(x, w) + residual


def oracle_linear_bias_residual(x, w, b, residual):
    return F.linear(x, w, b) + residual


def oracle_conv1d_bias(x, w, b):
    return torch.addmm(b, x, w)


def eager(a, b):
    return torch.mm(a, b)


def eager_linear(x, w):
    return F.linear(x, w)


def eager_linear_bias(x, w, b):
    return F.linear(x, w, b)


def eager_linear_bias_gelu(x, w, b):
    return F.gelu(F.linear(x, w, b), approximate="none")


def eager_linear_bias_gelu_tanh(x, w, b):
    return F.gelu(F.linear(x, w, b), approximate="tanh")


def eager_linear_silu(x, w):
    return F.silu(F.linear(x, w))


def eager_linear_residual(x, w, residual):
    return F.linear(x, w) + residual


def eager_linear_bias_residual(x, w, b, residual):
    return F.linear(x, w, b) + residual


def eager_conv1d_bias(x, w, b):
    return torch.addmm(b, x, w)


def vendor_linear(x, w):
    return torch.mm(x, w.t())


def vendor_linear_bias(x, w, b):
    return torch.addmm(b, x, w.t())


def vendor_linear_residual(x, w, residual):
    return torch.addmm(residual, x, w.t())


def pattern_linear_bias_residual(x, w, b, residual, alpha: int):
    return torch.add(F.linear(x, w, b), residual, alpha=alpha)


def pattern_linear_bias_residual_first(x, w, b, residual, alpha: int):
    return torch.add(residual, F.linear(x, w, b), alpha=alpha)


def pattern_linear_residual(x, w, residual, alpha: int):
    return torch.add(F.linear(x, w), residual, alpha=alpha)


def pattern_linear_residual_first(x, w, residual, alpha: int):
    return torch.add(residual, F.linear(x, w), alpha=alpha)


def pattern_linear_bias_gelu(x, w, b, approximate: str):
    return F.gelu(F.linear(x, w, b), approximate=approximate)


def pattern_linear_bias_gelu_tanh(x, w, b, approximate: str):
    return F.gelu(F.linear(x, w, b), approximate=approximate)


def pattern_linear_silu(x, w):
    return F.silu(F.linear(x, w))


def pattern_linear_bias(x, w, b):
    return F.linear(x, w, b)


def pattern_linear(x, w):
    return F.linear(x, w)


def pattern_conv1d_bias(x, w, b, beta: int, alpha: int):
    return torch.addmm(b, x, w, beta=beta, alpha=alpha)


def pattern_mm(a, b):
    return torch.mm(a, b)


def pattern_matmul(a, b):
    return torch.matmul(a, b)
