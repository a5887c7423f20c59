// SPDX-License-Identifier: Apache-2.0
// The activations that follow a product in models.
#pragma once

#include "ak_cpu.h"

namespace ak::gemm {

template <int N> AK_INLINE vec<N> gelu(vec<N> v)
{
    return vec<N>(0.5f) * v * (vec<N>(1.0f) + erf(v * vec<N>(0.707106781f)));
}

template <int N> AK_INLINE vec<N> gelu_tanh(vec<N> v)
{
    const vec<N> cubic = fma(v * v * v, vec<N>(0.044715f), v);
    return vec<N>(0.5f) * v * (vec<N>(1.0f) + tanh(vec<N>(0.797884561f) * cubic));
}

template <int N> AK_INLINE vec<N> silu(vec<N> v)
{
    return v * sigmoid(v);
}

template <int N> AK_INLINE vec<N> relu_squared(vec<N> v)
{
    const vec<N> positive = max(vec<N>(0.0f), v);
    return positive * positive;
}

} // namespace ak::gemm
