# SPDX-License-Identifier: Apache-2.0


def oracle(q, k, v, scale: float):
    groups = q.size(1) // k.size(1)
    k = k.repeat_interleave(groups, 1)
    v = v.repeat_interleave(groups, 1)
    return torch.matmul(F.softmax(torch.matmul(q, k.transpose(-2, -1)) * scale, -1), v)


def oracle_causal(q, k, v, scale: float):
    groups = q.size(1) // k.size(1)
    k = k.repeat_interleave(groups, 1)
    v = v.repeat_interleave(groups, 1)
    scores = torch.matmul(q, k.transpose(-2, -1)) * scale
    hidden = torch.triu(torch.ones_like(scores), diagonal=1) > 0
    return torch.matmul(F.softmax(scores.masked_fill(hidden, float("-inf")), -1), v)


def oracle_mask(q, k, v, mask, scale: float):
    groups = q.size(1) // k.size(1)
    k = k.repeat_interleave(groups, 1)
    v = v.repeat_interleave(groups, 1)
    return torch.matmul(F.softmax(torch.matmul(q, k.transpose(-2, -1)) * scale + mask, -1), v)


def eager(q, k, v, scale: float):
    return F.scaled_dot_product_attention(q, k, v, scale=scale, enable_gqa=q.size(1) != k.size(1))


def eager_causal(q, k, v, scale: float):
    return F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=scale, enable_gqa=q.size(1) != k.size(1))


def eager_mask(q, k, v, mask, scale: float):
    return F.scaled_dot_product_attention(q, k, v, mask, scale=scale, enable_gqa=q.size(1) != k.size(1))


def pattern_sdpa_causal(q, k, v, scale: float, dropout: float, is_causal: bool, grouped: bool):
    return F.scaled_dot_product_attention(q, k, v, None, dropout, is_causal, scale=scale, enable_gqa=grouped)


def pattern_sdpa(q, k, v, scale: float, dropout: float, is_causal: bool, grouped: bool):
    return F.scaled_dot_product_attention(q, k, v, None, dropout, is_causal, scale=scale, enable_gqa=grouped)


def pattern_sdpa_mask(q, k, v, mask, scale: float, dropout: float, is_causal: bool, grouped: bool):
    return F.scaled_dot_product_attention(q, k, v, mask, dropout, is_causal, scale=scale, enable_gqa=grouped)


def pattern_sdpa_causal_default_scale(q, k, v, dropout: float, is_causal: bool, grouped: bool):
    return F.scaled_dot_product_attention(q, k, v, None, dropout, is_causal, scale=None, enable_gqa=grouped)


def pattern_sdpa_default_scale(q, k, v, dropout: float, is_causal: bool, grouped: bool):
    return F.scaled_dot_product_attention(q, k, v, None, dropout, is_causal, scale=None, enable_gqa=grouped)


def pattern_sdpa_mask_default_scale(q, k, v, mask, dropout: float, is_causal: bool, grouped: bool):
    return F.scaled_dot_product_attention(q, k, v, mask, dropout, is_causal, scale=None, enable_gqa=grouped)
