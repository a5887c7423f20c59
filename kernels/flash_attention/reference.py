# SPDX-License-Identifier: Apache-2.0


# One head after the other: the scores of all heads of a long sequence do not fit in memory.
def oracle(q, k, v, scale: float):
    o = torch.empty_like(q)
    groups = q.size(1) // k.size(1)
    for b in range(q.size(0)):
        for h in range(q.size(1)):
            scores = torch.matmul(q[b, h], k[b, h // groups].t()) * scale
            o[b, h] = torch.matmul(F.softmax(scores, -1), v[b, h // groups])
    return o


def oracle_causal(q, k, v, scale: float):
    o = torch.empty_like(q)
    groups = q.size(1) // k.size(1)
    hidden = torch.triu(torch.ones([q.size(2), k.size(2)]), diagonal=1) > 0
    for b in range(q.size(0)):
        for h in range(q.size(1)):
            scores = torch.matmul(q[b, h], k[b, h // groups].t()) * scale
            o[b, h] = torch.matmul(F.softmax(scores.masked_fill(hidden, float("-inf")), -1), v[b, h // groups])
    return o


def oracle_mask(q, k, v, mask, scale: float):
    o = torch.empty_like(q)
    groups = q.size(1) // k.size(1)
    for b in range(q.size(0)):
        for h in range(q.size(1)):
            scores = torch.matmul(q[b, h], k[b, h // groups].t()) * scale + mask
            o[b, h] = torch.matmul(F.softmax(scores, -1), v[b, h // groups])
    return o


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
